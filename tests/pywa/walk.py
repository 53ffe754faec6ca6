"""A third party's client, `pywa`, beside the practice Graph: everything it sends must be taken, everything practice posts
must be understood.

Reads one JSON object from standard input and writes one to standard output; `tests/it/pywa.rs` asks and judges.
`{"do": "send", graph_url, access_token, phone_number_id, waba_id, app_id, to}` sends one of each kind, reads media and
templates. `{"do": "receive", app_secret, webhooks: [{body, signature}]}` reads webhooks with pywa's own parser.
"""

import io
import json
import logging
import sys

import httpx
from pywa import WhatsApp, handlers
from pywa.types import Button, Contact, Section, SectionList, SectionRow, URLButton
from pywa.types import templates as t

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f6"
    "45400000000049454e44ae426082"
)


def client(asked, **more):
    whatsapp = WhatsApp(
        phone_id=asked["phone_number_id"],
        token=asked["access_token"],
        waba_id=asked["waba_id"],
        app_id=asked["app_id"],
        session=httpx.Client(timeout=20, trust_env=False),
        validate_updates=False,
        **more,
    )
    # The one thing that differs from Meta: where its Graph lives.
    whatsapp.api._session.base_url = asked["graph_url"]
    return whatsapp


def send(asked):
    whatsapp, to, sent = client(asked), asked["to"], {}

    def keep(name, message):
        sent[name] = message.id

    keep("text", whatsapp.send_message(to, "Buongiorno"))
    keep("quoted", whatsapp.send_message(to, "E questo?", reply_to_message_id=sent["text"]))
    keep(
        "buttons",
        whatsapp.send_message(to, "Conferma?", header="Ordine", footer="Rossi", buttons=[Button("Sì", "yes"), Button("No", "no")]),
    )
    rows = [SectionRow("Fiorentina", "fiorentina", "Al chilo"), SectionRow("Salsiccia", "salsiccia")]
    keep("list", whatsapp.send_message(to, "Cosa prepariamo?", buttons=SectionList("Scegli", [Section("Carne", rows)])))
    keep("link", whatsapp.send_message(to, "Il listino", buttons=URLButton("Apri", "https://rossi.example/listino")))
    keep("location", whatsapp.send_location(to, 43.7696, 11.2558, "Rossi", "Via dei Mille 18"))
    keep("location_request", whatsapp.request_location(to, "Dove consegniamo?"))
    card = Contact(name=Contact.Name(formatted_name="Rossi", first_name="Rossi"), phones=[Contact.Phone(phone="+390550000")])
    keep("contacts", whatsapp.send_contact(to, card))
    keep("reaction", whatsapp.send_reaction(to, "👍", asked["inbound"]))
    media = whatsapp.upload_media(io.BytesIO(PICTURE).getvalue(), mime_type="image/png", filename="photo.png")
    keep("image", whatsapp.send_image(to, media.id, caption="La bottega"))
    address = whatsapp.get_media_url(media.id)
    made = whatsapp.create_template(
        t.Template(
            name="order_is_ready",
            category=t.TemplateCategory.UTILITY,
            language=t.TemplateLanguage.ITALIAN,
            parameter_format=t.ParamFormat.NAMED,
            components=[t.BodyText("Ciao {{name}}, il tuo ordine è pronto.", name="Ana")],
        )
    )
    found = {item.name: item for item in whatsapp.get_templates()}
    usable = [item for item in found.values() if str(item.status) == "APPROVED"]
    approved = next(item for item in usable if "{{1}}" in str(item.components) and "{{2}}" not in str(item.components))
    blanks = {"type": "body", "parameters": [{"type": "text", "text": "Marta"}]}
    keep("template", whatsapp.send_template(to, approved.name, approved.language, [blanks]))
    return {
        "sent": sent,
        "media": {"mime_type": address.mime_type, "same": whatsapp.get_media_bytes(address.url) == PICTURE},
        "template": {"id": made.id, "listed": str(found["order_is_ready"].status), "count": len(found)},
    }


class Complaints(logging.Handler):
    """What pywa could not make sense of."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.said = []

    def emit(self, record):
        self.said.append(self.format(record).splitlines()[-1])


def receive(asked):
    asked = asked | {"phone_number_id": "1", "access_token": "x", "waba_id": "1", "app_id": "1", "graph_url": "http://127.0.0.1:9"}
    whatsapp = WhatsApp(
        phone_id=asked["phone_number_id"],
        token=asked["access_token"],
        app_secret=asked["app_secret"],
        session=httpx.Client(trust_env=False),
        filter_updates=False,
        skip_duplicate_updates=False,
    )
    complaints, heard = Complaints(), []
    logging.getLogger("pywa").addHandler(complaints)
    kinds = [kind for kind in vars(handlers).values() if isinstance(kind, type) and issubclass(kind, handlers.Handler)]
    for kind in kinds:
        if kind in whatsapp._handlers_to_updates:
            whatsapp.add_handlers(kind(lambda _, update: heard.append(described(update))))
    answers = []
    for webhook in asked["webhooks"]:
        refused = whatsapp.webhook_update_validator(webhook["body"].encode(), webhook["signature"])
        answers.append((refused or whatsapp.webhook_update_handler(webhook["body"].encode()))[1])
    return {"answers": answers, "heard": heard, "complaints": complaints.said}


def described(update):
    kind = getattr(update, "type", None) or getattr(update, "status", None)
    return {"update": type(update).__name__, "kind": str(getattr(kind, "value", kind)), "text": getattr(update, "text", None)}


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    answer = {"send": send, "receive": receive}[asked["do"]](asked)
    json.dump(answer, sys.stdout)
