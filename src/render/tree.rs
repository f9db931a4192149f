//! Rendered HTML as a tree of elements and texts.
//!
//! A page with Trusted Types forbids HTML from a script. `browser/early.js` builds the elements of a tree one by one, so
//! that no text can become markup.

use serde::ser::{Serialize, SerializeSeq, Serializer};

/// The elements that have no end tag (HTML, 13.1.2, "Void elements").
const VOID: [&str; 13] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

/// An element or a text.
///
/// As JSON, a text is a string, and an element is a list of its name, an object with its attributes, and its children:
/// `["p", {"class": "cf-hint"}, "At most 5 MB."]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// A text.
    Text(String),
    /// An element.
    Element {
        /// The name, in small letters.
        name: String,
        /// The attributes, in order.
        attributes: Vec<(String, String)>,
        /// The content, in order.
        children: Vec<Node>,
    },
}

impl Node {
    /// Reads the HTML of one element, as [`super::render()`] writes it: every attribute value is in double quotes, and
    /// every start tag of an element that is not void has an end tag. `None` for any other HTML.
    pub fn read(html: &str) -> Option<Self> {
        let mut open: Vec<Self> = Vec::new();
        let mut rest = html;
        loop {
            let node = if let Some(after) = rest.strip_prefix("</") {
                let (name, after) = after.split_once('>')?;
                rest = after;
                open.pop().filter(|node| node.is(name))?
            } else if let Some(after) = rest.strip_prefix('<') {
                let (element, after) = start_tag(after)?;
                rest = after;
                if !VOID.iter().any(|name| element.is(name)) {
                    open.push(element);
                    continue;
                }
                element
            } else {
                let end = rest.find('<')?;
                let (text, after) = rest.split_at(end);
                rest = after;
                Self::Text(unescaped(text)?)
            };
            match open.last_mut() {
                Some(parent) => parent.add(node),
                None => return Some(node).filter(|_| rest.is_empty()),
            }
        }
    }

    fn is(&self, expected: &str) -> bool {
        matches!(self, Self::Element { name, .. } if name == expected)
    }

    fn add(&mut self, node: Self) {
        if let Self::Element { name, children, .. } = self {
            children.push(match node {
                // The first line break in a text area is not part of the text (HTML, 13.2.6.4.7).
                Self::Text(text) if name == "textarea" => {
                    Self::Text(text.strip_prefix('\n').map_or(text.clone(), str::to_owned))
                }
                node => node,
            });
        }
    }
}

/// Reads a start tag behind its `<`. Returns the element and the rest of the HTML.
fn start_tag(html: &str) -> Option<(Node, &str)> {
    let (name, mut rest) = html.split_at(html.find([' ', '>'])?);
    let mut attributes = Vec::new();
    while let Some(after) = rest.strip_prefix(' ') {
        let (key, after) = after.split_at(after.find(['=', ' ', '>'])?);
        let (value, after) = match after.strip_prefix("=\"") {
            Some(quoted) => quoted.split_once('"')?,
            None => ("", after),
        };
        attributes.push((key.to_owned(), unescaped(value)?));
        rest = after;
    }
    let element = Node::Element { name: name.to_owned(), attributes, children: Vec::new() };
    Some((element, rest.strip_prefix('>')?))
}

/// Returns the text with its characters in place of their references. `None` if there is a reference that the renderer
/// does not write.
fn unescaped(text: &str) -> Option<String> {
    let mut parts = text.split('&');
    let mut plain = parts.next()?.to_owned();
    for part in parts {
        let (name, after) = part.split_once(';')?;
        plain.push(match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "#13" => '\r',
            _ => return None,
        });
        plain.push_str(after);
    }
    Some(plain)
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Element { attributes, name, children } => {
                let mut list = serializer.serialize_seq(Some(2 + children.len()))?;
                list.serialize_element(name)?;
                list.serialize_element(&Attributes(attributes))?;
                children.iter().try_for_each(|child| list.serialize_element(child))?;
                list.end()
            }
        }
    }
}

struct Attributes<'a>(&'a [(String, String)]);

impl Serialize for Attributes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn elements_attributes_and_texts_are_read() {
        let html = "<div class=\"a &quot;b&quot;\" hidden><p>1 &lt; 2 &amp;amp;<b>!</b></p><input name=\"x\"><br></div>";
        let tree = json!([
            "div",
            { "class": "a \"b\"", "hidden": "" },
            ["p", {}, "1 < 2 &amp;", ["b", {}, "!"]],
            ["input", { "name": "x" }],
            ["br", {}]
        ]);
        assert_eq!(serde_json::to_value(Node::read(html).unwrap()).unwrap(), tree);
    }

    #[test]
    fn first_line_break_of_a_text_area_is_no_text() {
        let tree = serde_json::to_value(Node::read("<textarea>\n\na&#13;\n</textarea>").unwrap()).unwrap();
        assert_eq!(tree, json!(["textarea", {}, "\na\r\n"]));
    }

    #[test]
    fn html_that_the_renderer_does_not_write_is_refused() {
        for html in [
            "",
            "text",
            "<p>",
            "<p></b>",
            "<p></p><p></p>",
            "<p></p>text",
            "<p a='b'></p>",
            "<p a=b></p>",
            "<p>&nbsp;</p>",
            "<p>&</p>",
            "<p a=\"b></p>",
            "<input/>",
            "</p>",
        ] {
            assert_eq!(Node::read(html), None, "{html}");
        }
    }
}
