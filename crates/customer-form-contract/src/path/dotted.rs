//! The JSON form of a [`FieldPath`]: a string with the dotted path.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::FieldPath;

impl Serialize for FieldPath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_dotted())
    }
}

impl<'de> Deserialize<'de> for FieldPath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::from_dotted(&text).ok_or_else(|| de::Error::custom("not a dotted path"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FixedField;

    #[test]
    fn dotted_path_reads_back_and_other_text_is_refused() {
        let path: FieldPath = serde_json::from_str("\"business_information.company_name\"").unwrap();
        assert_eq!(path, FieldPath::Fixed(FixedField::CompanyName));
        assert_eq!(serde_json::to_string(&path).unwrap(), "\"business_information.company_name\"");
        for other in ["\"business_information[company_name]\"", "\"fax\"", "7", "null"] {
            assert!(serde_json::from_str::<FieldPath>(other).is_err(), "{other}");
        }
    }
}
