/** Contents that no fixture shows. */
import { describe, expect, it } from "vitest";
import { contentOf, kapsoMessage, type Json } from "./parseHelpers";

describe("contentOf: text", () => {
  it("takes the body of a text, Kapso's copy of it when there is none", () => {
    expect(contentOf("text", { text: { body: " a\n" } })).toEqual({
      text: " a\n",
    });
    expect(contentOf("text", {}, { content: "b" })).toEqual({ text: "b" });
    expect(contentOf("text", { text: { body: "" } })).toEqual({});
  });

  it.each(["image", "video", "document"])(
    "takes the caption of %s, never Kapso's rendering",
    (type) => {
      const rendering = { content: "Attached (x) URL: https://secret" };
      expect(
        contentOf(type, { [type]: { caption: "mine" } }, rendering),
      ).toEqual({ text: "mine" });
      const data = { ...rendering, message_type_data: { caption: "kept" } };
      expect(contentOf(type, { [type]: {} }, data)).toEqual({ text: "kept" });
      expect(contentOf(type, { [type]: {} }, rendering)).toEqual({});
    },
  );

  it.each([
    ["an object", { text: "Halo" }],
    ["a string", "Halo"],
  ])("marks a transcript that is %s as machine text", (_name, transcript) => {
    expect(contentOf("audio", {}, { transcript })).toEqual({
      text: "Halo",
      is_machine_text: true,
    });
  });

  it("has no text for audio without transcript", () => {
    for (const transcript of [undefined, null, {}, { text: "" }, 7, ""]) {
      expect(contentOf("audio", {}, { transcript, content: "x" })).toEqual({});
    }
  });

  it("cuts at WhatsApp's limit, between characters", () => {
    const { text, full_text_length } = contentOf("text", {
      text: { body: "👋".repeat(5000) },
    });
    expect(text).toBe("👋".repeat(4096));
    expect(full_text_length).toBe(5000);
    const whole = contentOf("text", { text: { body: "👋".repeat(4096) } });
    expect(whole).toEqual({ text: "👋".repeat(4096) });
  });
});

describe("contentOf: interactive answers", () => {
  it("takes a list's row title as text and its description as data", () => {
    const list_reply = { id: "row1", title: "Umrah", description: "9 hari" };
    expect(
      contentOf("interactive", {
        interactive: { type: "list_reply", list_reply },
      }),
    ).toEqual({
      text: "Umrah",
      choice_id: "row1",
      data: { list_description: "9 hari" },
    });
  });

  it.each([
    ["no JSON", "{broken"],
    ["a JSON array", "[1,2]"],
    ["a JSON string", '"yes"'],
  ])("keeps a form's answer that is %s as text", (_name, response_json) => {
    const interactive = {
      type: "nfm_reply",
      nfm_reply: { name: "flow", body: "Sent", response_json },
    };
    expect(contentOf("interactive", { interactive })).toEqual({
      data: { flow_name: "flow", flow_response: response_json },
    });
  });

  it("takes Kapso's parsed answers when the text is missing", () => {
    const interactive = { type: "nfm_reply", nfm_reply: { body: "Sent" } };
    const kapso = { flow_response: { nama: "Sekar", "$odd-🌺": 1 } };
    expect(contentOf("interactive", { interactive }, kapso)).toEqual({
      data: { flow_response: { nama: "Sekar", "$odd-🌺": 1 } },
    });
  });

  it("keeps an answer of an unknown kind as data", () => {
    const interactive = { type: "call_permission_reply", response: "accept" };
    expect(contentOf("interactive", { interactive })).toEqual({
      data: { interactive },
    });
  });

  it("drops an id that is longer than any id", () => {
    const button = { text: "Ya", payload: "x".repeat(257) };
    expect(contentOf("button", { button })).toEqual({ text: "Ya" });
  });
});

describe("contentOf: other types", () => {
  it("takes an order's note as text and its items as data", () => {
    const order = {
      text: "tolong cepat",
      catalog_id: "c1",
      product_items: [{ product_retailer_id: "p1", quantity: 2 }],
    };
    expect(contentOf("order", { order }, { order_text: "rendered" })).toEqual({
      text: "tolong cepat",
      data: {
        order: { catalog_id: "c1", product_items: order.product_items },
      },
    });
  });

  it("keeps what Meta says about an unsupported message", () => {
    const errors = [{ code: 131051, title: "Message type unknown" }];
    expect(contentOf("unsupported", { errors })).toEqual({ data: { errors } });
    const unsupported = { type: "poll_creation" };
    expect(contentOf("unsupported", { errors, unsupported })).toEqual({
      unsupported_type: "poll_creation",
      data: { errors },
    });
  });

  it("keeps why a message of an unknown type has no content", () => {
    const errors = [{ code: 131051, title: "Message type unknown" }];
    expect(contentOf("unknown", { errors })).toEqual({ data: { errors } });
  });

  it("keeps the object of a type that is not known yet", () => {
    const hologram = { frames: [1, 2, 3] };
    expect(contentOf("hologram", { hologram })).toEqual({ data: { hologram } });
    expect(contentOf("hologram", {})).toEqual({});
  });

  it.each(["constructor", "toString", "hasOwnProperty"])(
    "finds nothing inherited under the type %s",
    (type) => {
      expect(contentOf(type, {})).toEqual({});
    },
  );

  it.each([undefined, null, 7, ["text"], "__proto__", "a b", ""])(
    "calls the type %j unknown",
    (type) => {
      expect(kapsoMessage({ message: { type } }).type).toBe("unknown");
    },
  );

  it("keeps a place only with both coordinates", () => {
    const name = "Warung";
    expect(
      contentOf("location", { location: { latitude: 0, longitude: 0, name } }),
    ).toEqual({ place: { latitude: 0, longitude: 0, name } });
    expect(
      contentOf("location", { location: { latitude: "x", longitude: 0 } }),
    ).toEqual({});
  });

  it("reads our own buttons as our words", () => {
    const interactive = {
      type: "button",
      body: { text: "Pilih jadwal" },
      action: { buttons: [{ reply: { id: "a", title: "Pagi" } }] },
    };
    const { content } = kapsoMessage(
      {
        message: {
          type: "interactive",
          text: undefined,
          to: "6281255500101",
          interactive,
          kapso: { direction: "outbound", content: "rendered" },
        },
      },
      "whatsapp.message.sent",
    );
    expect(content).toEqual({
      text: "Pilih jadwal",
      data_json: JSON.stringify({ interactive }),
    });
  });
});

describe("contentOf: media", () => {
  it("prefers Kapso's copy, then the stored link, then media_url", () => {
    const image = {
      id: "m1",
      url: "https://meta.invalid",
      link: "https://b/",
    };
    const copy = { url: "https://a/", byte_size: "12" };
    const urlOf = (message: Json, kapso: Json) =>
      contentOf("image", { image: message }, kapso).media?.url;
    const media_url = "https://c/";
    expect(urlOf(image, { media_data: copy, media_url })).toBe("https://a/");
    expect(urlOf(image, { media_url })).toBe("https://b/");
    expect(urlOf({ id: "m1" }, { media_url })).toBe("https://c/");
    expect(urlOf({ id: "m1", url: image.url }, {})).toBeUndefined();
  });

  it.each(["http://a/", "javascript:alert(1)", "https://a b", "x", 7])(
    "refuses the link %j",
    (url) => {
      const media_data = { url, filename: "a.jpg" };
      expect(contentOf("image", {}, { media_data })).toEqual({
        media: { filename: "a.jpg" },
      });
    },
  );

  it("keeps the header file of a template", () => {
    const media_data = { url: "https://a/", filename: "promo.pdf" };
    const { media } = contentOf("template", { template: {} }, { media_data });
    expect(media).toEqual({ url: "https://a/", filename: "promo.pdf" });
  });

  it("is absent when nothing is known", () => {
    expect(contentOf("sticker", { sticker: {} })).toEqual({});
    expect(contentOf("image", { image: "x" }, { media_data: [] })).toEqual({});
  });
});

describe("contentOf: referral and reply", () => {
  it("keeps the ad that a person came from, whatever its keys", () => {
    const referral = { source_id: "1", ctwa_clid: "x", "$k-🌺": { "": 1 } };
    const content = kapsoMessage({ message: { referral } }).content;
    expect(JSON.parse(content.referral_json ?? "")).toEqual(referral);
    expect(
      kapsoMessage({ message: { referral: "x" } }).content,
    ).not.toHaveProperty("referral_json");
  });

  it("keeps the replied-to message and the product asked about", () => {
    const context = { id: "wamid.Q", referred_product: { catalog_id: "c" } };
    expect(kapsoMessage({ message: { context } }).content).toEqual({
      text: "Halo",
      reply_to: "wamid.Q",
      data_json: '{"referred_product":{"catalog_id":"c"}}',
    });
  });
});
