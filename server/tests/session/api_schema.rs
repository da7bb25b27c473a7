//! As much of JSON Schema as the API's description uses: what of a value does not fit.

use serde_json::Value;

/// What of `value` does not fit `schema`; nothing when all of it does. Fields that are described
/// nowhere are misfits, too.
pub(crate) fn misfits(api: &Value, schema: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    check(api, schema, value, "$", &mut found);
    found
}

fn check(api: &Value, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    if let Some(name) = schema["$ref"].as_str() {
        let place = name.strip_prefix('#').unwrap();
        let referred = api.pointer(place).unwrap_or_else(|| panic!("{name} is nowhere"));
        return check(api, referred, value, at, found);
    }
    for all in ["oneOf", "anyOf"] {
        if let Some(options) = schema[all].as_array() {
            if !options.iter().any(|option| misfits(api, option, value).is_empty()) {
                found.push(format!("{at}: {value} fits none of {schema}"));
            }
            return;
        }
    }
    if let Some(words) = schema["enum"].as_array()
        && !words.contains(value)
    {
        found.push(format!("{at}: {value} is none of {words:?}"));
    }
    let kinds = match &schema["type"] {
        Value::String(kind) => vec![kind.as_str()],
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => panic!("{at}: a schema without a type: {schema}"),
    };
    if !kinds.iter().any(|kind| is(kind, value)) {
        found.push(format!("{at}: {value} is no {kinds:?}"));
        return;
    }
    if let Some(items) = value.as_array() {
        for (n, item) in items.iter().enumerate() {
            check(api, &schema["items"], item, &format!("{at}[{n}]"), found);
        }
    }
    // An object of which nothing is said may have anything.
    if let (Some(fields), Some(properties)) = (value.as_object(), schema["properties"].as_object())
    {
        for name in schema["required"].as_array().into_iter().flatten() {
            if !fields.contains_key(name.as_str().unwrap()) {
                found.push(format!("{at}: {name} is missing"));
            }
        }
        for (name, field) in fields {
            match properties.get(name) {
                Some(described) => check(api, described, field, &format!("{at}.{name}"), found),
                None => found.push(format!("{at}: {name} is not described")),
            }
        }
    }
}

fn is(kind: &str, value: &Value) -> bool {
    match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("{other} is a type that this does not know"),
    }
}

#[test]
fn what_does_not_fit_is_found() {
    let api = serde_json::json!({});
    let schema = serde_json::json!({
        "type": "object", "required": ["a"],
        "properties": { "a": { "type": "string", "enum": ["x"] }, "b": { "type": ["integer", "null"] } }
    });
    let fits = |value: Value| misfits(&api, &schema, &value).len();
    assert_eq!(fits(serde_json::json!({ "a": "x", "b": null })), 0);
    assert_eq!(fits(serde_json::json!({ "a": "y" })), 1);
    assert_eq!(fits(serde_json::json!({ "b": 1.5, "c": 1 })), 3);
}
