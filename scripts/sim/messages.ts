/** Invents single messages: their type, words and ids. */
import type { Direction, JsonObject, Message, Session } from "./bodies";
import type { Random } from "./random";
import {
  sayAnswer,
  sayButton,
  sayCaption,
  sayFollowUp,
  sayQuestion,
  sayTranscript,
} from "./texts";
import { MEDIA_ORIGIN } from "./api/media";

/**
 * A message id in WhatsApp's layout: base64 around the other party's number and
 * random hexadecimal digits, as in the fixtures.
 */
function inventKapsoMessageId(
  random: Random,
  party: string,
  direction: Direction,
): string {
  const isInbound = direction === "inbound";
  const token = random.hex(isInbound ? 20 : 18);
  const bytes = Buffer.concat([
    Buffer.from([0x1c, 0x18, party.length]),
    Buffer.from(party, "latin1"),
    Buffer.from([0x15, 0x02, 0x00, isInbound ? 0x12 : 0x11]),
    Buffer.from([0x18, token.length]),
    Buffer.from(token, "latin1"),
    Buffer.from([0x00]),
  ]);
  return `wamid.${bytes.toString("base64")}`;
}

type Saying = Pick<Message, "type" | "part" | "content"> & {
  extras?: JsonObject;
};

const sayText = (body: string): Saying => ({
  type: "text",
  part: { body },
  content: body,
});

function sendMedia(
  random: Random,
  type: "image" | "document" | "audio",
  words: { caption?: string; transcript?: string },
): Saying {
  const id = random.hex(15);
  const names = {
    image: ["foto.jpg", "image/jpeg"],
    document: ["berkas.pdf", "application/pdf"],
    audio: ["suara.ogg", "audio/ogg; codecs=opus"],
  } as const;
  const [filename, contentType] = names[type];
  const url = `${MEDIA_ORIGIN}/blobs/${id}/${filename}`;
  const caption = words.caption === "" ? undefined : words.caption;
  const size = random.integer(20_000, 900_000);
  const transcript =
    words.transcript === undefined ? "" : ` Transcript: ${words.transcript}`;
  return {
    type,
    part: {
      id,
      mime_type: contentType,
      ...(caption === undefined ? {} : { caption }),
      ...(type === "document" ? { filename } : {}),
      ...(type === "audio" ? { voice: true } : {}),
    },
    content: `${caption ?? ""} ${type} attached (${filename}) [Size: ${Math.round(size / 1024)} KB | Type: ${contentType}] URL: ${url}${transcript}`,
    extras: {
      media_url: url,
      media_data: {
        url,
        filename,
        content_type: contentType,
        byte_size: size,
      },
      ...(words.transcript === undefined
        ? {}
        : { transcript: { text: words.transcript } }),
    },
  };
}

function pressButton(title: string): Saying {
  return {
    type: "interactive",
    part: {
      type: "button_reply",
      button_reply: { id: `choice-${title.length}`, title },
    },
    content: title,
  };
}

function shareLocation(random: Random): Saying {
  const latitude = -6.9 - random.next() / 10;
  const longitude = 107.5 + random.next() / 10;
  return {
    type: "location",
    part: { latitude, longitude, name: "Rumah", address: "Bandung" },
    content: `Location shared: ${latitude}, ${longitude}`,
  };
}

function saySomething(random: Random, session: Session): Saying {
  const { language } = session.person;
  const roll = random.next();
  if (session.messagesCount === 0 || roll < 0.45) {
    return sayText(sayQuestion(random, language));
  }
  if (roll < 0.75) {
    return sayText(sayFollowUp(random, language));
  }
  if (roll < 0.83) {
    return sendMedia(random, "image", {
      caption: sayCaption(random, language),
    });
  }
  if (roll < 0.87) {
    return sendMedia(random, "document", {});
  }
  if (roll < 0.92) {
    const transcript = sayTranscript(random, language);
    return sendMedia(random, "audio", { transcript });
  }
  return roll < 0.97
    ? pressButton(sayButton(random, language))
    : shareLocation(random);
}

function toMessage(
  random: Random,
  session: Session,
  at: number,
  direction: Direction,
  saying: Saying,
): Message {
  const { person } = session;
  const party = person.waId ?? person.bsuid ?? "";
  return {
    kapsoMessageId: inventKapsoMessageId(random, party, direction),
    person,
    session,
    direction,
    sentAt: at,
    statuses: direction === "inbound" ? [] : [{ status: "sent", at }],
    extras: {},
    ...saying,
  };
}

/** The same message said anew, as a message of its own that names it. */
export const inventEdit = (random: Random, target: Message, at: number) =>
  toMessage(random, target.session, at, "inbound", {
    type: "edit",
    part: {
      original_message_id: target.kapsoMessageId,
      message: {
        type: "text",
        text: { body: sayFollowUp(random, target.person.language) },
      },
    },
    content: "",
  });

/** A message that says no more than which one is deleted. */
export const inventRevoke = (random: Random, target: Message, at: number) =>
  toMessage(random, target.session, at, "inbound", {
    type: "revoke",
    part: { original_message_id: target.kapsoMessageId },
    content: "",
  });

export const inventInbound = (random: Random, session: Session, at: number) =>
  toMessage(random, session, at, "inbound", saySomething(random, session));

export const inventOutbound = (random: Random, session: Session, at: number) =>
  toMessage(
    random,
    session,
    at,
    "outbound",
    sayText(sayAnswer(random, session.person.language)),
  );
