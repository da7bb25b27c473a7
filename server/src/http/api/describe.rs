//! The description of the API (OpenAPI), made from the handlers and the types that they answer with.

use axum::{
    Json,
    response::{IntoResponse as _, Response},
};
use utoipa::{
    IntoParams as _, Modify, OpenApi,
    openapi::{
        ContentBuilder, HttpMethod, ObjectBuilder, PathItem, Ref, Required, ResponseBuilder,
        path::{Operation, Parameter, ParameterBuilder, ParameterIn},
        schema::Type,
        security::{Http, HttpAuthScheme, SecurityScheme},
    },
};

use super::{asked, caller::ON_BEHALF_OF, claimed_by, list, problem, request, shape, stream};

/// What may stand against any request.
const PROBLEMS: [(&str, &str); 11] = [
    ("400", "The request cannot be read."),
    ("401", "No good token."),
    ("403", "This one may not do it."),
    ("404", "It does not exist, or not for this one."),
    ("405", "The address knows other methods only."),
    ("408", "No answer in time: nobody knows whether it was done. The same key finds out."),
    ("409", "A rule of help requests stands against it."),
    ("413", "The body is too large."),
    ("422", "What is asked for cannot be, or the key was used for something else."),
    ("429", "Too much at once."),
    ("503", "It could not be recorded, so it was not done."),
];

/// What a server answers that keeps to its own names, before it looks at what is asked.
const MISDIRECTED: &str =
    "The server is asked under a name that is not its own. The body is no problem but a sentence.";

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Backline",
        description = "Help requests of calls: raise, route, claim, follow. How to use it is in docs/api.md."
    ),
    paths(
        description,
        request::raise,
        request::one,
        request::claim,
        request::reject,
        request::cancel,
        request::close,
        request::ask_again,
        claimed_by::all,
        claimed_by::add,
        claimed_by::remove,
        claimed_by::contact,
        list::list,
        stream::events
    ),
    components(schemas(
        asked::Spoken,
        claimed_by::ContactBody,
        claimed_by::HelpersView,
        claimed_by::ContactLine,
        claimed_by::NewHelper,
        list::PageView,
        list::RowView,
        problem::Problem,
        request::NewHelpRequest,
        request::NewTimer,
        stream::EventView,
        shape::ActionClock,
        shape::ClocksView,
        shape::ExitView,
        shape::HelpRequestView,
        shape::NamedPerson
    )),
    security(("token" = [])),
    modifiers(&Everywhere)
)]
struct Api;

/// `GET /api/v1/openapi.json`
#[utoipa::path(
    get,
    path = "/api/v1/openapi.json",
    tag = "description",
    security(()),
    responses((status = 200, description = "This description.", body = Object))
)]
pub(super) async fn description() -> Response {
    std::future::ready(Json(api()).into_response()).await
}

/// The description.
pub(super) fn api() -> utoipa::openapi::OpenApi {
    Api::openapi()
}

/// What holds for every operation: tokens, keys, problems.
struct Everywhere;

impl Modify for Everywhere {
    fn modify(&self, api: &mut utoipa::openapi::OpenApi) {
        let token = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
        let components = api.components.get_or_insert_default();
        components.add_security_scheme("token", token);
        for (path, item) in &mut api.paths.paths {
            if path.ends_with("/openapi.json") {
                continue;
            }
            for (method, operation) in operations(item) {
                complete(operation, path, &method);
            }
        }
    }
}

fn operations(item: &mut PathItem) -> Vec<(HttpMethod, &mut Operation)> {
    let all = [
        (HttpMethod::Get, item.get.as_mut()),
        (HttpMethod::Post, item.post.as_mut()),
        (HttpMethod::Put, item.put.as_mut()),
        (HttpMethod::Delete, item.delete.as_mut()),
    ];
    all.into_iter().filter_map(|(method, operation)| Some((method, operation?))).collect()
}

/// What the query of an address may have.
fn query(path: &str) -> Vec<Parameter> {
    let place = || Some(ParameterIn::Query);
    match path {
        "/api/v1/help-requests" => list::ListQuery::into_params(place),
        "/api/v1/help-requests/events" => stream::StreamQuery::into_params(place),
        _ => Vec::new(),
    }
}

fn complete(operation: &mut Operation, path: &str, method: &HttpMethod) {
    for (status, description) in PROBLEMS {
        let body = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
        let response = ResponseBuilder::new()
            .description(description)
            .content("application/problem+json", body)
            .build();
        operation.responses.responses.entry(status.to_owned()).or_insert(response.into());
    }
    let misdirected = ResponseBuilder::new().description(MISDIRECTED).build();
    operation.responses.responses.insert("421".to_owned(), misdirected.into());
    let text = || ObjectBuilder::new().schema_type(Type::String).build();
    let parameters = operation.parameters.get_or_insert_default();
    parameters.extend(query(path));
    let named = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    for name in
        named.filter(|name| parameters.iter().all(|known| known.name != *name)).collect::<Vec<_>>()
    {
        let place = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Path);
        parameters.push(place.required(Required::True).schema(Some(text())).build());
    }
    let mut header = |name: &str, required: Required, description: &str| {
        let header = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Header);
        let header = header.required(required).description(Some(description));
        parameters.push(header.schema(Some(text())).build());
    };
    header(ON_BEHALF_OF, Required::False, "The person for whom a machine speaks, by id.");
    if !matches!(method, HttpMethod::Get) {
        header("idempotency-key", Required::True, "Sent again with it, a request has one effect.");
    }
}
