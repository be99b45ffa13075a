"""The Reports API 2021-06-30: asking for a report, waiting for it, finding its document."""

import base64
import binascii
import json
from datetime import datetime, timedelta
from typing import Any

from starlette.responses import JSONResponse, Response

from core.spapi.sandbox import answers
from core.spapi.sandbox.documents import signed_url
from core.spapi.sandbox.report_ledger import Report, ReportLedger
from core.spapi.sandbox.report_requests import read_body, read_moment, read_wanted
from core.spapi.sandbox.report_spec import ReportSpec
from core.spapi.sandbox.sandbox import Call
from core.spapi.sandbox.schedules import create_due

_LOOKBACK = timedelta(days=90)
_STATUSES = {"CANCELLED", "DONE", "FATAL", "IN_PROGRESS", "IN_QUEUE"}


async def create_report(call: Call) -> Response:
    """POST …/reports: 202 and an id, whatever becomes of it."""
    spec = _spec(await read_body(call), call.at)
    return JSONResponse({"reportId": _ledger(call).create(spec, call.fault)}, 202)


async def get_report(call: Call) -> Response:
    """GET …/reports/{id}."""
    create_due(call)
    return JSONResponse((await _known(call)).as_json())


async def cancel_report(call: Call) -> Response:
    """DELETE …/reports/{id}: only while it is queued."""
    report = await _known(call)
    if report.status != "IN_QUEUE":
        return answers.invalid("Only reports with processingStatus=IN_QUEUE can be cancelled.")
    _ledger(call).cancel(report)
    return Response(status_code=200, media_type="application/json")


async def get_reports(call: Call) -> Response:
    """GET …/reports: filters or nextToken, never both."""
    create_due(call)
    filters, offset = _filters(call)
    reports = await _ledger(call).listed(
        filters["types"],
        datetime.fromisoformat(filters["since"]),
        datetime.fromisoformat(filters["until"]),
    )
    chosen = [r for r in reports if _matches(r, filters)]
    size = int(filters["size"])
    answer: dict[str, Any] = {"reports": [r.as_json() for r in chosen[offset : offset + size]]}
    if len(chosen) > offset + size:
        token = json.dumps({"filters": filters, "offset": offset + size})
        answer["nextToken"] = base64.urlsafe_b64encode(token.encode()).decode()
    return JSONResponse(answer)


async def get_report_document(call: Call) -> Response:
    """GET …/documents/{id}: a URL that opens for five minutes."""
    document = call.path["document_id"]
    flagged = _ledger(call).find_document(document)
    if flagged is None:
        return answers.not_found("Report document not found.")
    flag = call.request.query_params.get("enableContentEncodingUrlHeader", "")
    url = signed_url(call, document, encoding=flag.lower() == "true")
    answer = {"reportDocumentId": document, "url": url}
    if flagged:
        answer["compressionAlgorithm"] = "GZIP"
    return JSONResponse(answer)


def _ledger(call: Call) -> ReportLedger:
    return ReportLedger(call.sandbox, call.account, call.at)


async def _known(call: Call) -> Report:
    report = await _ledger(call).get(call.path["report_id"])
    if report is None:
        raise answers.Rejected(answers.not_found("Report not found."))
    return report


def _spec(body: dict[str, Any], at: datetime) -> ReportSpec:
    kind, markets, options = read_wanted(body)
    since, until = (
        read_moment(body.get(name), name, at) for name in ("dataStartTime", "dataEndTime")
    )
    if since > until:
        raise answers.Rejected(answers.invalid("dataStartTime is after dataEndTime."))
    return ReportSpec(kind, markets, since, until, options)


def _filters(call: Call) -> tuple[dict[str, Any], int]:
    query = call.request.query_params
    if "nextToken" in query:
        if len(query) > 1:
            raise answers.Rejected(answers.invalid("nextToken must be the only parameter."))
        return _from_token(query["nextToken"])
    types, statuses = call.listed("reportTypes"), call.listed("processingStatuses")
    markets, size = call.listed("marketplaceIds"), query.get("pageSize", "10")
    if not 1 <= len(types) <= 10:
        raise answers.Rejected(answers.invalid("Either 1 to 10 reportTypes or nextToken."))
    if len(markets) > 10 or not set(statuses) <= _STATUSES:
        raise answers.Rejected(answers.invalid("A filter has a value that is not allowed."))
    if not size.isdecimal() or not 1 <= int(size) <= 100:
        raise answers.Rejected(answers.invalid("pageSize must be from 1 to 100."))
    since = read_moment(query.get("createdSince"), "createdSince", call.at - _LOOKBACK)
    until = read_moment(query.get("createdUntil"), "createdUntil", call.at)
    return {
        "types": types,
        "statuses": statuses,
        "markets": markets,
        "size": int(size),
        "since": since.isoformat(),
        "until": until.isoformat(),
    }, 0


def _from_token(token: str) -> tuple[dict[str, Any], int]:
    try:
        read = json.loads(base64.urlsafe_b64decode(token))
        return read["filters"], read["offset"]
    except (binascii.Error, ValueError, KeyError, TypeError):
        raise answers.Rejected(answers.invalid("nextToken is not valid.")) from None


def _matches(report: Report, filters: dict[str, Any]) -> bool:
    statuses, markets = filters["statuses"], set(filters["markets"])
    if statuses and report.status not in statuses:
        return False
    return not markets or bool(markets & set(report.spec.marketplace_ids))
