//! As much of JSON Schema 2020-12 as the API's own document uses, with every object closed: a member that the document
//! does not name is a fault.

use std::collections::BTreeSet;

use serde_json::Value;

/// Holds a value against a schema of the document; remembers which members of which schemas it met. The faults, one
/// sentence each.
pub(super) fn faults(document: &Value, schema: &Value, value: &Value, met: &mut BTreeSet<String>) -> Vec<String> {
    Check { document, met }.value("", schema, value)
}

/// Every member that a schema of the document names.
pub(super) fn members(document: &Value) -> BTreeSet<String> {
    let schemas = document["components"]["schemas"].as_object().expect("schemas");
    let named = |(name, schema): (&String, &Value)| {
        let members = schema["properties"].as_object().into_iter().flat_map(serde_json::Map::keys);
        members.map(|member| format!("{name}.{member}")).collect::<Vec<_>>()
    };
    schemas.iter().flat_map(named).collect()
}

struct Check<'a> {
    document: &'a Value,
    met: &'a mut BTreeSet<String>,
}

impl Check<'_> {
    fn value(&mut self, name: &str, schema: &Value, value: &Value) -> Vec<String> {
        if let Some(reference) = schema["$ref"].as_str() {
            let name = reference.strip_prefix("#/components/schemas/").expect("a reference to a schema");
            let named = self.document["components"]["schemas"].get(name).unwrap_or_else(|| panic!("no schema {name}"));
            return self.value(name, named, value);
        }
        if let Some(any) = schema["anyOf"].as_array() {
            let all: Vec<Vec<String>> = any.iter().map(|one| self.value(name, one, value)).collect();
            return if all.iter().any(Vec::is_empty) { Vec::new() } else { all.concat() };
        }
        let mut faults = Vec::new();
        let types = schema["type"].as_array().cloned().unwrap_or_else(|| vec![schema["type"].clone()]);
        if !types.iter().any(|one| one.as_str().is_none_or(|one| is_of(one, value))) {
            faults.push(format!("{name}: {value} is not of type {:?}", schema["type"]));
        }
        if schema.get("const").is_some_and(|only| only != value)
            || schema["enum"].as_array().is_some_and(|all| !all.contains(value))
        {
            faults.push(format!("{name}: {value} is not one of the values it may have"));
        }
        let (low, high) = (schema["minimum"].as_i64(), schema["maximum"].as_i64());
        if value.as_i64().is_some_and(|n| low.is_some_and(|low| n < low) || high.is_some_and(|high| n > high)) {
            faults.push(format!("{name}: {value} is out of bounds"));
        }
        if let (Some(pattern), Some(text)) = (schema["pattern"].as_str(), value.as_str())
            && !regex::Regex::new(pattern).expect("a pattern").is_match(text)
        {
            faults.push(format!("{name}: {text} does not look like {pattern}"));
        }
        if schema["format"] == "date-time"
            && value.as_str().is_some_and(|at| chrono::DateTime::parse_from_rfc3339(at).is_err())
        {
            faults.push(format!("{name}: {value} is no instant"));
        }
        for one in value.as_array().into_iter().flatten() {
            faults.extend(self.value(name, &schema["items"], one));
        }
        if let Some(object) = value.as_object() {
            faults.extend(self.object(name, schema, object));
        }
        faults
    }

    fn object(&mut self, name: &str, schema: &Value, object: &serde_json::Map<String, Value>) -> Vec<String> {
        let Some(properties) = schema["properties"].as_object() else {
            let Some(others) = schema.get("additionalProperties") else { return Vec::new() };
            return object.values().flat_map(|value| self.value(name, others, value)).collect();
        };
        let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let mut faults: Vec<String> = required
            .filter(|member| !object.contains_key(*member))
            .map(|member| format!("{name}: {member} is missing"))
            .collect();
        let mut met = Vec::new();
        for (member, value) in object {
            match properties.get(member) {
                Some(schema) => {
                    met.push(format!("{name}.{member}"));
                    faults.extend(self.value(&format!("{name}.{member}"), schema, value));
                }
                None => faults.push(format!("{name}: the document names no {member}")),
            }
        }
        if faults.is_empty() {
            self.met.extend(met);
        }
        faults
    }
}

fn is_of(kind: &str, value: &Value) -> bool {
    match kind {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "null" => value.is_null(),
        _ => panic!("what is {kind}?"),
    }
}
