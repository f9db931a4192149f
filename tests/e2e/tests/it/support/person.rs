//! A visitor's data.

use crm_sandbox::StoredCustomer;

/// The values of the fields that every form has.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Person<'a> {
    pub(crate) email: &'a str,
    pub(crate) name: &'a str,
    pub(crate) last_name: &'a str,
    pub(crate) phone: &'a str,
    pub(crate) company: &'a str,
}

impl<'a> Person<'a> {
    pub(crate) const ADA: Self = Person {
        email: "ada@example.com",
        name: "Ada",
        last_name: "Lovelace",
        phone: "020 7946 0018",
        company: "Analytical Engines",
    };

    /// Each value with the id of its control, in the form's order.
    pub(crate) fn values(&self) -> [(&'static str, &'a str); 5] {
        [
            ("email", self.email),
            ("name", self.name),
            ("last_name", self.last_name),
            ("phone", self.phone),
            ("business_information.company_name", self.company),
        ]
    }

    /// Compares the values with the customer that the CRM stores, byte for byte. Fails if they differ.
    #[track_caller]
    pub(crate) fn assert_is(&self, stored: &StoredCustomer) {
        assert_eq!(stored.email, self.email);
        assert_eq!(stored.name, self.name);
        assert_eq!(stored.last_name, self.last_name);
        assert_eq!(stored.phone, self.phone);
        assert_eq!(stored.business_information.company_name.as_deref(), Some(self.company));
    }
}
