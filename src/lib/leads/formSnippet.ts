/** The HTML of a lead form, to be copied into somebody's page. Pure. */
import { CONSENT, FILL_TIME, type FormField, HONEYPOT } from "./form";

/** What the form says, in the language of those who fill it in. */
export interface SnippetWords {
  send: string;
  thanks: string;
  failed: string;
  /** Of a field that nobody sees. */
  leaveEmpty: string;
}

export interface SnippetForm {
  /** Where it is sent to. */
  url: string;
  fields: readonly FormField[];
  consent_text?: string | undefined;
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};
const escape = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => ESCAPES[character] ?? character);

/** A string of a script, which no text of it can end. */
const quote = (text: string): string =>
  JSON.stringify(text).replaceAll("<", "\\u003c");

const ATTRIBUTES = {
  name: ' autocomplete="name"',
  phone: ' type="tel" autocomplete="tel"',
  email: ' type="email" autocomplete="email"',
  text: "",
};

function control({ key, type, required, choices = [] }: FormField): string {
  const named = `id="lead-${key}" name="${key}"`;
  const must = required ? " required" : "";
  switch (type) {
    case "long_text":
      return `<textarea ${named} rows="4"${must}></textarea>`;
    case "choice":
      return `<select ${named}${must}>
      <option value=""></option>
${choices.map((choice) => `      <option>${escape(choice)}</option>`).join("\n")}
    </select>`;
    default:
      return `<input ${named}${ATTRIBUTES[type]}${must} />`;
  }
}

const line = (field: FormField): string => `  <p>
    <label for="lead-${field.key}">${escape(field.label)}</label>
    ${control(field)}
  </p>`;

const consentLine = (text: string): string => `  <p>
    <input id="lead-consent" name="${CONSENT}" type="checkbox" value="yes" />
    <label for="lead-consent">${escape(text)}</label>
  </p>`;

const script = ({ thanks, failed }: SnippetWords): string => `<script>
  // Sends the form without leaving the page. Without JavaScript it is sent as
  // any form, and your page is shown again.
  (function () {
    var form = document.getElementById("lead-form");
    var status = document.getElementById("lead-status");
    var shownAt = Date.now();
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      var answers = { ${FILL_TIME}: Date.now() - shownAt };
      new FormData(form).forEach(function (value, name) {
        answers[name] = value;
      });
      var button = form.querySelector("button");
      button.disabled = true;
      form.querySelectorAll("[aria-invalid]").forEach(function (field) {
        field.removeAttribute("aria-invalid");
      });
      fetch(form.action, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(answers),
      })
        .then(function (response) {
          return response.json().then(function (answer) {
            if (response.ok) {
              status.textContent = ${quote(thanks)};
              form.reset();
              return;
            }
            status.textContent = answer.message;
            Object.keys(answer.fields || {}).forEach(function (name) {
              var field = form.elements.namedItem(name);
              if (field) {
                field.setAttribute("aria-invalid", "true");
                field.focus();
              }
            });
          });
        })
        .catch(function () {
          status.textContent = ${quote(failed)};
        })
        .then(function () {
          button.disabled = false;
        });
    });
  })();
</script>`;

/**
 * A form with a label for each field, usable with a keyboard and a screen reader,
 * with JavaScript and without.
 */
export function formSnippet(form: SnippetForm, words: SnippetWords): string {
  const { url, fields, consent_text: consent } = form;
  return `<form id="lead-form" method="post" action="${escape(url)}">
${fields.map(line).join("\n")}
  <!-- Nobody sees it; a program that fills it in is not listened to. -->
  <p hidden>
    <label for="lead-website">${escape(words.leaveEmpty)}</label>
    <input id="lead-website" name="${HONEYPOT}" tabindex="-1" autocomplete="off" />
  </p>
${consent === undefined ? "" : `${consentLine(consent)}\n`}  <button type="submit">${escape(words.send)}</button>
  <p id="lead-status" role="status"></p>
</form>
${script(words)}
`;
}
