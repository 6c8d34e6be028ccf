"use strict";

const VERBS = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
const byId = (id) => document.getElementById(id);
let api = {};

/** An element with attributes and children; text is never taken for HTML. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== undefined && value !== null) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

/** What a reference names, with what stands beside it; other values as they are. */
function resolved(value) {
  if (!value || typeof value !== "object" || !value.$ref) return value || {};
  const target = value.$ref.split("/").slice(1)
    .reduce((at, part) => (at || {})[part.replace(/~1/g, "/").replace(/~0/g, "~")], api);
  const { $ref, ...beside } = value;
  return { ...resolved(target), ...beside };
}

const modelName = (schema) => (schema && schema.$ref ? schema.$ref.split("/").pop() : "");

/** A type in a few words: "Order", "array of string", "integer or null". */
function typeName(schema) {
  if (!schema || typeof schema !== "object") return "any";
  if (schema.$ref) return "enum" in resolved(schema) ? typeName(resolved(schema)) : modelName(schema);
  const choices = schema.anyOf || schema.oneOf;
  if (choices) return [...new Set(choices.map(typeName))].join(" or ");
  if (schema.allOf) return [...new Set(schema.allOf.map(typeName).filter((name) => name !== "any"))].join(" and ") || "any";
  if ("const" in schema) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema.prefixItems) return `[${schema.prefixItems.map(typeName).join(", ")}]`;
  if (schema.type === "array") return schema.items ? `array of ${typeName(schema.items)}` : "array";
  if (schema.type === "object" && schema.additionalProperties && !schema.properties) {
    return `object of ${typeName(schema.additionalProperties)}`;
  }
  const type = [].concat(schema.type || "any").join(" or ");
  return schema.format ? `${type} (${schema.format})` : type;
}

const BOUNDS = {
  minimum: "≥ ", exclusiveMinimum: "> ", maximum: "≤ ", exclusiveMaximum: "< ", multipleOf: "a multiple of ",
  minLength: "characters ≥ ", maxLength: "characters ≤ ", minItems: "items ≥ ", maxItems: "items ≤ ", pattern: "like ",
};

function bounds(schema) {
  const found = Object.entries(BOUNDS).filter(([key]) => key in schema).map(([key, words]) => words + schema[key]);
  if ("default" in schema) found.push(`default ${JSON.stringify(schema.default)}`);
  return found.join(", ");
}

/** The schemas inside of a schema that have fields to show. */
function parts(schema) {
  const here = resolved(schema);
  const inner = [...(here.anyOf || []), ...(here.oneOf || []), ...(here.allOf || [])];
  for (const one of [here.items, here.additionalProperties, here["x-itemSchema"]]) {
    if (one && typeof one === "object") inner.push(one);
  }
  const found = here.properties ? [schema] : [];
  for (const one of inner) found.push(...parts(one));
  return found;
}

/** The fields of a schema, made when they are opened, since schemas may hold themselves. */
function fieldsOf(schema) {
  const found = parts(schema).map((one) => {
    const box = make("details", { class: "schema" }, make("summary", {}, `Fields of ${modelName(one) || "the object"}`));
    box.addEventListener("toggle", () => { if (box.open && box.children.length === 1) box.append(fieldList(one)); });
    return box;
  });
  return found.length ? found : null;
}

function fieldList(schema) {
  const { properties = {}, required = [] } = resolved(schema);
  return make("ul", { class: "fields" }, Object.entries(properties).map(([name, field]) =>
    fieldItem(name, field, required.includes(name), "")));
}

function fieldItem(name, schema, required, description, place = "") {
  const here = resolved(schema);
  const words = description || here.description;
  const limits = bounds(here);
  return make("li", {},
    make("span", { class: "name" }, name),
    make("span", { class: "type" }, [place, typeName(schema)].filter(Boolean).join(" · ")),
    required ? make("span", { class: "must" }, "required") : null,
    limits ? make("span", { class: "note" }, limits) : null,
    words ? make("span", { class: "note" }, words) : null,
    fieldsOf(schema));
}

/** A value that fits a schema, to begin with. */
function sample(schema, depth = 0) {
  const here = resolved(schema);
  if (here.examples && here.examples.length) return here.examples[0];
  for (const key of ["example", "default", "const"]) if (key in here) return here[key];
  if (here.enum) return here.enum[0];
  const choice = (here.anyOf || here.oneOf || here.allOf || [])[0];
  if (choice) return sample(choice, depth);
  if (here.type === "array") return here.items && depth < 5 ? [sample(here.items, depth + 1)] : [];
  if (here.type === "object" || here.properties) {
    const needed = here.required || [];
    return Object.fromEntries(Object.entries(here.properties || {})
      .filter(([name]) => depth < 3 || needed.includes(name))
      .map(([name, field]) => [name, depth < 6 ? sample(field, depth + 1) : null]));
  }
  const type = [].concat(here.type || "null")[0];
  if (type === "integer" || type === "number") return here.minimum ?? (here.exclusiveMinimum ?? -1) + 1;
  return { boolean: true, string: here.format === "date" ? "2026-01-31" : "text" }[type] ?? null;
}

/** An input for one value; a list has one value a line. */
function inputFor(schema, name) {
  const here = resolved(schema);
  if (here.format === "binary") return make("input", { type: "file", name });
  if (here.type === "array" && resolved(here.items).format === "binary") {
    return make("input", { type: "file", name, multiple: true });
  }
  if (here.type === "array") return make("textarea", { name, placeholder: "one value a line", rows: 2, "data-list": true });
  const values = here.enum || (here.type === "boolean" ? ["true", "false"] : null);
  if (values) return make("select", { name }, make("option", { value: "" }), values.map((value) => make("option", {}, String(value))));
  const known = here.default ?? (here.examples || [])[0];
  return make("input", { name, placeholder: known === undefined ? "" : String(known), autocomplete: "off" });
}

const valuesOf = (input) => input.files ? [...input.files]
  : (input.hasAttribute("data-list") ? input.value.split("\n") : [input.value]).filter((value) => value !== "");

const labelled = (name, input, required) => make("label", {},
  make("span", { class: "name" }, name), required ? make("span", { class: "must" }, "required") : null, input);

/** The form that sends a request. */
function tryForm(path, verb, operation) {
  const form = make("form", { class: "try", "aria-label": `Try ${verb.toUpperCase()} ${path}` }, make("h3", {}, "Try it"));
  const fields = (operation.parameters || []).map(resolved).filter((one) => one.in !== "cookie")
    .map((one) => ({ ...one, input: inputFor(one.schema, one.name) }));
  for (const one of fields) form.append(labelled(one.name, one.input, one.required));
  const body = operation.requestBody ? bodyForm(resolved(operation.requestBody)) : null;
  if (body) form.append(body.element);
  const button = make("button", { type: "submit" }, "Send");
  const answer = make("div", { class: "answer", "aria-live": "polite" });
  form.append(button, answer);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    try { await send(path, verb, fields, body, answer, Boolean(operation.security)); }
    catch (error) { answer.replaceChildren(make("p", { class: "bad" }, `No answer: ${error.message}`)); }
    finally { button.disabled = false; }
  });
  return form;
}

/** The inputs of a body, which follow its media type. */
function bodyForm({ content = {} }) {
  const media = make("select", { "aria-label": "Media type of the body" }, Object.keys(content).map((name) => make("option", {}, name)));
  const inside = make("div");
  let read = () => undefined;
  const show = () => {
    const schema = (content[media.value] || {}).schema || {};
    if (/form/.test(media.value)) {
      const here = resolved(schema);
      const inputs = Object.entries(here.properties || {}).map(([name, field]) => [name, inputFor(field, name)]);
      inside.replaceChildren(...inputs.map(([name, input]) => labelled(name, input, (here.required || []).includes(name))));
      read = () => {
        const form = media.value.startsWith("multipart") ? new FormData() : new URLSearchParams();
        for (const [name, input] of inputs) for (const value of valuesOf(input)) form.append(name, value);
        return form;
      };
    } else if (media.value === "application/octet-stream") {
      const file = make("input", { type: "file", "aria-label": "Body" });
      inside.replaceChildren(file);
      read = () => file.files[0];
    } else {
      const text = make("textarea", { rows: 8, spellcheck: "false", "aria-label": "Body" });
      text.value = /json/.test(media.value) ? JSON.stringify(sample(schema), null, 2) : "";
      inside.replaceChildren(text);
      read = () => text.value || undefined;
    }
  };
  media.addEventListener("change", show);
  show();
  const chosen = make("label", {}, make("span", { class: "name" }, "Body"), media);
  return { element: make("div", {}, chosen, inside), media: () => media.value, read: () => read() };
}

function place(path, fields) {
  const query = new URLSearchParams();
  const headers = new Headers();
  let filled = path;
  for (const one of fields) {
    const values = valuesOf(one.input);
    if (one.in === "path") filled = filled.replace(`{${one.name}}`, encodeURIComponent(values[0] ?? ""));
    else if (!values.length) continue;
    else if (one.in === "header") headers.set(one.name, values.join(","));
    else for (const value of values) query.append(one.name, value);
  }
  const server = byId("server").value.replace(/\/$/, "");
  return { url: server + filled + (query.size ? `?${query}` : ""), headers };
}

async function send(path, verb, fields, body, answer, isKept) {
  const { url, headers } = place(path, fields);
  const content = body && verb !== "get" && verb !== "head" ? body.read() : undefined;
  if (content !== undefined && !/form|\*/.test(body.media())) headers.set("content-type", body.media());
  if (isKept && byId("key").value) headers.set("x-functions-key", byId("key").value);
  const begun = performance.now();
  const response = await fetch(url, { method: verb.toUpperCase(), headers, body: content });
  const blob = await response.blob();
  const took = Math.round(performance.now() - begun);
  const kind = response.headers.get("content-type") || "";
  let shown = null;
  if (/json|text|xml|javascript/.test(kind)) {
    let text = await blob.text();
    if (/json$|json;/.test(kind)) try { text = JSON.stringify(JSON.parse(text), null, 2); } catch { /* shown as it came */ }
    shown = make("pre", { tabindex: "0" }, text);
  } else if (blob.size) {
    shown = make("p", {}, make("a", { href: URL.createObjectURL(blob), download: "answer" }, `Save ${blob.size} bytes`));
  }
  answer.replaceChildren(
    make("p", {}, make("span", { class: `status ${response.ok ? "good" : "bad"}` }, `${response.status} ${response.statusText}`.trim()),
      make("span", { class: "type" }, `${took} ms · ${kind || "no body"}`)),
    make("code", {}, `${verb.toUpperCase()} ${url}`), ...(shown ? [shown] : []));
}

function described(path, verb, operation) {
  const left = make("div");
  if (operation.description) left.append(make("p", { class: "text" }, operation.description));
  const parameters = (operation.parameters || []).map(resolved);
  if (parameters.length) {
    left.append(make("h3", {}, "Parameters"), make("ul", { class: "fields" },
      parameters.map((one) => fieldItem(one.name, one.schema, one.required, one.description, one.in))));
  }
  const body = resolved(operation.requestBody);
  for (const [media, { schema = {} }] of Object.entries(body.content || {})) {
    left.append(make("h3", {}, "Body"), make("ul", { class: "fields" }, fieldItem(media, schema, body.required, body.description)));
  }
  left.append(make("h3", {}, "Answers"), make("ul", { class: "fields" },
    Object.entries(operation.responses || {}).map(([status, response]) => answerItem(status, resolved(response)))));
  return make("div", { class: "inside columns" }, left, tryForm(path, verb, operation));
}

function answerItem(status, response) {
  const content = Object.entries(response.content || {});
  return make("li", {}, make("span", { class: "status" }, status), response.description,
    content.map(([media, { schema = {} }]) => make("div", {},
      make("span", { class: "type" }, Object.keys(schema).length ? `${media} · ${typeName(schema)}` : media), fieldsOf(schema))));
}

function operationCard(path, verb, operation) {
  const name = path.split(/(\{[^}]+\})/).map((part) => (part.startsWith("{") ? make("i", {}, part) : part));
  const card = make("details", { class: operation.deprecated ? "operation old" : "operation", id: operation.operationId },
    make("summary", {}, make("span", { class: `verb ${verb}` }, verb), make("span", { class: "path" }, name),
      make("span", { class: "line" }, operation.deprecated ? `${operation.summary || ""} (deprecated)` : operation.summary || "")));
  card.addEventListener("toggle", () => { if (card.open && card.children.length === 1) card.append(described(path, verb, operation)); });
  card.dataset.words = [path, verb, operation.operationId, operation.summary, ...(operation.tags || [])].join(" ").toLowerCase();
  return card;
}

function show() {
  const { title, version, description = "" } = api.info;
  byId("title").replaceChildren(title, make("span", { class: "version" }, version));
  byId("about").textContent = description;
  const groups = new Map();
  for (const [path, item] of Object.entries(api.paths)) {
    for (const verb of VERBS.filter((one) => item[one])) {
      for (const tag of item[verb].tags || [""]) {
        if (!groups.has(tag)) groups.set(tag, []);
        groups.get(tag).push(operationCard(path, verb, item[verb]));
      }
    }
  }
  byId("server").append(...(api.servers || [{ url: "" }]).map(({ url }) => make("option", { value: url }, url)));
  byId("server-field").hidden = (api.servers || []).length < 2;
  byId("key-field").hidden = !(api.components || {}).securitySchemes;
  const untagged = groups.get("");
  if (groups.delete("")) groups.set("", untagged); // to the end
  const sections = [...groups].map(([tag, cards]) => make("section", {}, tag || groups.size > 1 ? make("h2", {}, tag || "Others") : null, cards));
  byId("operations").replaceChildren(...(sections.length ? sections : [make("p", {}, "This API has no operations.")]));
  const linked = location.hash && byId(decodeURIComponent(location.hash.slice(1)));
  if (linked && linked.tagName === "DETAILS") { linked.open = true; linked.scrollIntoView(); }
}

function find() {
  const words = byId("find").value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const section of document.querySelectorAll("section")) {
    const cards = [...section.querySelectorAll(".operation")];
    for (const card of cards) card.hidden = !words.every((word) => card.dataset.words.includes(word));
    section.hidden = cards.every((card) => card.hidden);
  }
}

async function start() {
  const key = new URLSearchParams(location.search).get("code");
  if (key) byId("key").value = key;
  byId("find").addEventListener("input", find);
  byId("settings").addEventListener("submit", (event) => event.preventDefault());
  try {
    const response = await fetch(document.body.dataset.document, { headers: key ? { "x-functions-key": key } : {} });
    if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
    api = await response.json();
    show();
  } catch (error) {
    byId("operations").replaceChildren(make("p", { class: "bad", role: "alert" }, `The document cannot be shown: ${error.message}`));
  }
  byId("operations").setAttribute("aria-busy", "false");
}

start();
