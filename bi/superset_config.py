"""Superset's settings; `make bi` and the tests start it with them, and with nothing else.

Read by Superset as a module (SUPERSET_CONFIG_PATH): every name in capitals is one of its settings.
"""

import os
from pathlib import Path

import yaml
from flask import Flask, Response, jsonify, request

SUPERSET_HOME = Path(os.environ["SUPERSET_HOME"])

SECRET_KEY = (SUPERSET_HOME / "secret_key").read_text(encoding="utf-8")
SQLALCHEMY_DATABASE_URI = f"sqlite:///{SUPERSET_HOME / 'superset.db'}"

LOG_LEVEL = "WARNING"

# DuckDB's driver is a file on this machine, which Superset takes for unsafe, as it does SQLite.
# The file is opened read-only and cannot read any other (databases/tiltak.yaml).
PREVENT_UNSAFE_DB_CONNECTIONS = False

# Only this machine's pages are shown, and the browser is not let to ask elsewhere: not for a
# telemetry pixel, not for maps and not for fonts, as the policy that Superset comes with allows.
TALISMAN_CONFIG = {
    "content_security_policy": {
        "base-uri": ["'self'"],
        "default-src": ["'self'"],
        "img-src": ["'self'", "blob:", "data:"],
        "worker-src": ["'self'", "blob:"],
        "connect-src": ["'self'"],
        "object-src": "'none'",
        "style-src": ["'self'", "'unsafe-inline'"],
        "font-src": ["'self'"],
        "script-src": ["'self'", "'strict-dynamic'"],
    },
    "content_security_policy_nonce_in": ["script-src"],
    "force_https": False,
    "session_cookie_secure": False,
}

TELEMETRY = b"https://apachesuperset.gateway.scarf.sh"


# The words of words.yaml are Superset's translation to this language.
BABEL_DEFAULT_LOCALE = "nb"
LANGUAGES = {"nb": {"flag": "no", "name": "Norsk"}}
WORDS = yaml.safe_load(Path(__file__).with_name("words.yaml").read_text(encoding="utf-8"))


def FLASK_APP_MUTATOR(app: Flask) -> None:  # noqa: N802
    """Give the pages their Norwegian words, and no picture that tells Superset's makers of them.

    The picture is compiled into the script of the menu, without a setting: docs in
    superset/config.py name its address only among those that the policy above allows.
    """

    @app.route(f"/superset/language_pack/{BABEL_DEFAULT_LOCALE}/")
    def norwegian() -> Response:
        heading = {
            "domain": "superset",
            "lang": "nb",
            "plural_forms": "nplurals=2; plural=(n != 1)",
        }
        return jsonify(domain="superset", locale_data={"superset": {"": heading, **WORDS}})

    @app.after_request
    def without_telemetry(response: Response) -> Response:
        if request.path.endswith(".js"):
            response.direct_passthrough = False
            script = response.get_data()
            if TELEMETRY in script:
                response.set_data(script.replace(TELEMETRY, b"data:,"))
        return response


# Numbers and dates as they are written in Norwegian.
D3_FORMAT = {"decimal": ",", "thousands": "\N{NARROW NO-BREAK SPACE}", "grouping": [3]}
D3_TIME_FORMAT = {
    "dateTime": "%d.%m.%Y %H:%M",
    "date": "%d.%m.%Y",
    "time": "%H:%M",
    "periods": ["", ""],
    "days": ["søndag", "mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag"],
    "shortDays": ["søn.", "man.", "tir.", "ons.", "tor.", "fre.", "lør."],
    "months": [
        "januar",
        "februar",
        "mars",
        "april",
        "mai",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "desember",
    ],
    "shortMonths": [
        "jan.",
        "feb.",
        "mars",
        "apr.",
        "mai",
        "juni",
        "juli",
        "aug.",
        "sep.",
        "okt.",
        "nov.",
        "des.",
    ],
}

# Colours that the colour-blind tell apart: Okabe and Ito's eight, and behind them Tol's muted ones
# for the charts of more lines than eight.
EXTRA_CATEGORICAL_COLOR_SCHEMES = [
    {
        "id": "tiltak",
        "label": "Tiltak",
        "description": "",
        "isDefault": True,
        "colors": [
            "#0072B2",
            "#E69F00",
            "#009E73",
            "#CC79A7",
            "#56B4E9",
            "#D55E00",
            "#4D4D4D",
            "#BFB200",
            "#332288",
            "#882255",
            "#117733",
            "#999933",
            "#AA4499",
            "#44AA99",
            "#DDCC77",
            "#CC6677",
            "#88CCEE",
            "#999999",
            "#661100",
        ],
    }
]
# What is printed is blue from its least number on; white is left for what is not printed.
EXTRA_SEQUENTIAL_COLOR_SCHEMES = [
    {
        "id": "tiltak_trykt",
        "label": "Trykt",
        "description": "",
        "isDiverging": False,
        "colors": ["#9ECAE1", "#08306B"],
    }
]

# A chart asks the published file each time that it is drawn: a new publication is seen at once.
DATA_CACHE_CONFIG = {"CACHE_TYPE": "NullCache"}

# A table of every kommune of every fylke is one of few rows, beside a limit meant for logs.
ROW_LIMIT = 50_000
SQL_MAX_ROW = 100_000
