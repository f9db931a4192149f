//! Reading JSON: the browser parses it, and serde converts the values to types.
//!
//! serde_json would add a second parser, and the tables for printing floating-point numbers in its error messages:
//! 16 KB of download (docs/decisions/0004-json-reader.md). Errors here have no message, because the form shows none.
//!
//! Numbers are JavaScript numbers, exact up to 2^53. Values that may be larger, such as a field's id, are strings.

use std::fmt;

use js_sys::{Array, JSON, Object, Reflect};
use serde::de::{
    self, DeserializeOwned, DeserializeSeed, EnumAccess, IntoDeserializer, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};
use wasm_bindgen::{JsCast, JsValue};

/// The text is not JSON, or does not have the type's structure.
#[derive(Debug)]
pub(super) struct InvalidJson;

/// Reads a value from JSON text.
pub(super) fn read<T: DeserializeOwned>(text: &str) -> Result<T, InvalidJson> {
    let value = JSON::parse(text).map_err(|_| InvalidJson)?;
    T::deserialize(Reader(value))
}

impl fmt::Display for InvalidJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("invalid JSON")
    }
}

impl std::error::Error for InvalidJson {}

impl de::Error for InvalidJson {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

struct Reader(JsValue);

impl<'de> de::Deserializer<'de> for Reader {
    type Error = InvalidJson;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, InvalidJson> {
        match Value::of(&self.0) {
            Value::Text(text) => visitor.visit_string(text),
            Value::Truth(truth) => visitor.visit_bool(truth),
            Value::Whole(number) => visitor.visit_u64(number),
            Value::Number(number) => visitor.visit_f64(number),
            Value::Null => visitor.visit_unit(),
            Value::List(list) => visitor.visit_seq(list),
            Value::Object(members) => visitor.visit_map(members),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, InvalidJson> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, InvalidJson> {
        visitor.visit_newtype_struct(self)
    }

    /// The format is serde's default: a string, or an object with one member.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, InvalidJson> {
        if let Some(name) = self.0.as_string() {
            return visitor.visit_enum(name.into_deserializer());
        }
        let mut members = Members::of(&self.0);
        let (name, value) = members.advance().ok_or(InvalidJson)?;
        visitor.visit_enum(Variant { name, value })
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq
        tuple tuple_struct map struct identifier ignored_any
    }
}

/// The type and content of a JSON value. It is separate from [`Reader`], so that the conversion is compiled once and
/// not for each type.
enum Value {
    Text(String),
    Truth(bool),
    Whole(u64),
    Number(f64),
    Null,
    List(List),
    Object(Members),
}

impl Value {
    #[inline(never)]
    fn of(value: &JsValue) -> Self {
        if let Some(text) = value.as_string() {
            Self::Text(text)
        } else if let Some(truth) = value.as_bool() {
            Self::Truth(truth)
        } else if let Some(number) = value.as_f64() {
            // The cast saturates; if the result differs from the number, the number is not a whole number in the range
            // of u64.
            let whole = number as u64;
            if whole as f64 == number { Self::Whole(whole) } else { Self::Number(number) }
        } else if value.is_null() {
            Self::Null
        } else if let Some(list) = value.dyn_ref::<Array>() {
            Self::List(List { list: list.clone(), next: 0 })
        } else {
            Self::Object(Members::of(value))
        }
    }
}

struct List {
    list: Array,
    next: u32,
}

impl<'de> SeqAccess<'de> for List {
    type Error = InvalidJson;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, InvalidJson> {
        if self.next == self.list.length() {
            return Ok(None);
        }
        let element = self.list.get(self.next);
        self.next += 1;
        seed.deserialize(Reader(element)).map(Some)
    }
}

struct Members {
    object: JsValue,
    names: Array,
    next: u32,
    value: Option<JsValue>,
}

impl Members {
    fn of(object: &JsValue) -> Self {
        let names = object.dyn_ref::<Object>().map(Object::keys).unwrap_or_default();
        Self { object: object.clone(), names, next: 0, value: None }
    }

    fn advance(&mut self) -> Option<(String, JsValue)> {
        let name = self.names.get(self.next);
        let text = name.as_string()?;
        self.next += 1;
        Some((text, Reflect::get(&self.object, &name).ok()?))
    }
}

impl<'de> MapAccess<'de> for Members {
    type Error = InvalidJson;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, InvalidJson> {
        let Some((name, value)) = self.advance() else { return Ok(None) };
        self.value = Some(value);
        seed.deserialize(name.into_deserializer()).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, InvalidJson> {
        seed.deserialize(Reader(self.value.take().ok_or(InvalidJson)?))
    }
}

struct Variant {
    name: String,
    value: JsValue,
}

impl<'de> EnumAccess<'de> for Variant {
    type Error = InvalidJson;
    type Variant = Reader;

    fn variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<(T::Value, Reader), InvalidJson> {
        Ok((seed.deserialize(self.name.into_deserializer())?, Reader(self.value)))
    }
}

impl<'de> VariantAccess<'de> for Reader {
    type Error = InvalidJson;

    fn unit_variant(self) -> Result<(), InvalidJson> {
        if self.0.is_null() { Ok(()) } else { Err(InvalidJson) }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, InvalidJson> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _len: usize, visitor: V) -> Result<V::Value, InvalidJson> {
        de::Deserializer::deserialize_any(self, visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, InvalidJson> {
        de::Deserializer::deserialize_any(self, visitor)
    }
}
