"""An invented model with static cases of every kind, and a folder that holds it."""

import json
from pathlib import Path
from typing import Any

PATH = "/shelves/v1/shelves"


def told(answer: object, **parameters: object) -> dict[str, Any]:
    """One case as a model holds it."""
    named = {name: {"value": value} for name, value in parameters.items()}
    return {"request": {"parameters": named}, "response": answer}


def answering(*cases: dict[str, Any]) -> dict[str, Any]:
    """A response with its cases, under today's key."""
    return {"description": "invented", "x-amzn-api-sandbox": {"static": list(cases)}}


SHELF = {"in": "path", "name": "shelf", "type": "string", "required": True}
MODEL = {
    "swagger": "2.0",
    "parameters": {"Trace": {"in": "header", "name": "x-trace", "type": "string"}},
    "paths": {
        PATH: {
            "get": {
                "operationId": "getShelves",
                "produces": ["application/hal+json"],
                "parameters": [{"$ref": "#/parameters/Trace"}],
                "responses": {
                    "200": answering(
                        told({"shelves": 1}, rooms=["a", "b"], size=2),
                        told({"shelves": 2}, rooms=["a", "b"], size=2, full=True),
                        told({"traced": True}, **{"x-trace": "T1"}),
                    ),
                    "400": answering(told({"errors": []}, rooms=["bad"])),
                },
            },
            "post": {
                "operationId": "createShelf",
                "parameters": [{"in": "body", "name": "payload"}],
                "responses": {
                    "201": answering(told({"id": "S1"}, body={"wide": 3, "of": ["oak"]}))
                },
            },
        },
        PATH + "/{shelf}": {
            "parameters": [SHELF],
            "get": {
                "operationId": "getShelf",
                "responses": {
                    "400": answering(told({"errors": ["empty"]}, shelf="")),
                    "200": {
                        "description": "an older model",
                        "x-amazon-spds-sandbox-behaviors": [told({"id": "S/1"}, shelf="S1")],
                    },
                },
            },
            "delete": {
                "operationId": "deleteShelf",
                "responses": {
                    "204": answering(told({}, shelf="S1")),
                    "200": answering({"request": {"parameters": {"shelf": {"value": "S2"}}}}),
                    "404": answering(told({"errors": ["gone"]})),
                },
            },
            "put": {"operationId": "putShelf", "responses": {"200": {"description": "dynamic"}}},
        },
        PATH + "/longest": {
            "get": {
                "operationId": "getLongest",
                "responses": {"200": answering(told({"id": "L"}))},
            },
        },
    },
}


def lay_out(folder: Path) -> Path:
    """A folder laid out as Amazon's is: models in folders of their own, and other files."""
    (folder / "shelves-api-model").mkdir()
    (folder / "shelves-api-model" / "shelves.json").write_text(json.dumps(MODEL))
    (folder / "index.json").write_text("[]")
    return folder
