"""How the SDK asks for an account's stores, for reports, and for reviews."""

from typing import Any

from tests.edges.published.sdk_row import MODEL, PROCESSING, Arguments, Row, Seen
from tests.edges.sandbox.desk import BY_UPDATE, INVENTORY, US


def _report(kind: str, **more: Any) -> Arguments:
    fields = {"report_type": kind, "marketplace_ids": [US], **more}
    return {"body": {MODEL: "CreateReportSpecification", **fields}}


def _scheduled(seen: Seen) -> Arguments:
    return {"report_schedule_id": seen.told["createReportSchedule"]["reportScheduleId"]}


def _order(seen: Seen) -> Arguments:
    return {"amazon_order_id": seen.shop.order, "marketplace_ids": [US]}


_SCHEDULE = {
    "body": {
        MODEL: "CreateReportScheduleSpecification",
        "report_type": BY_UPDATE,
        "marketplace_ids": [US],
        "period": "PT1H",
    }
}
_BEGIN, _END = "2026-11-17T00:00:00Z", "2026-11-18T00:00:00Z"
_UNKNOWN_ORDER = {"amazon_order_id": "111-0000000-0000000", "marketplace_ids": [US]}
_REPORTS = "ReportsApi"
_SOLICITATIONS = "SolicitationsApi"
_SOLICIT = "createProductReviewAndSellerFeedbackSolicitation"

SELLER_ROWS = (
    Row("getMarketplaceParticipations", "SellersApi", "GetMarketplaceParticipationsResponse"),
    Row(
        "createReport",
        _REPORTS,
        "CreateReportResponse",
        _report(BY_UPDATE, data_start_time=_BEGIN, data_end_time=_END),
        202,
    ),
    Row(
        "getReport",
        _REPORTS,
        "Report",
        lambda seen: {"report_id": seen.told["createReport"]["reportId"]},
        wait=PROCESSING,
    ),
    Row(
        "getReports",
        _REPORTS,
        "GetReportsResponse",
        {"report_types": [BY_UPDATE, INVENTORY], "marketplace_ids": [US], "page_size": 1},
    ),
    Row(
        "getReportDocument",
        _REPORTS,
        "ReportDocument",
        lambda seen: {"report_document_id": seen.told["getReport"]["reportDocumentId"]},
    ),
    Row("createReport", _REPORTS, "CreateReportResponse", _report(INVENTORY), 202, step="queued"),
    Row(
        "cancelReport",
        _REPORTS,
        "NoneType",
        lambda seen: {"report_id": seen.told["queued"]["reportId"]},
    ),
    Row(
        "createReport",
        _REPORTS,
        "",
        _report(BY_UPDATE, data_start_time=_END, data_end_time=_BEGIN),
        400,
        step="ends before it begins",
    ),
    Row("getReport", _REPORTS, "", {"report_id": "1"}, 404, step="no report"),
    Row("getReports", _REPORTS, "", {"next_token": "other"}, 400, step="no such page"),
    Row("cancelReport", _REPORTS, "", {"report_id": "1"}, 404, step="nothing to cancel"),
    Row(
        "getReportDocument", _REPORTS, "", {"report_document_id": "other"}, 404, step="no document"
    ),
    Row("createReportSchedule", _REPORTS, "CreateReportScheduleResponse", _SCHEDULE, 201),
    Row("getReportSchedules", _REPORTS, "ReportScheduleList", {"report_types": [BY_UPDATE]}),
    Row("getReportSchedule", _REPORTS, "ReportSchedule", _scheduled),
    Row("cancelReportSchedule", _REPORTS, "NoneType", _scheduled),
    Row("getReportSchedule", _REPORTS, "", {"report_schedule_id": "1"}, 404, step="no schedule"),
    Row(
        "getSolicitationActionsForOrder",
        _SOLICITATIONS,
        "GetSolicitationActionsForOrderResponse",
        _order,
    ),
    Row(_SOLICIT, _SOLICITATIONS, f"C{_SOLICIT[1:]}Response", _order, 201),
    Row(_SOLICIT, _SOLICITATIONS, "", _order, 403, step="asked twice"),
    Row(
        "getSolicitationActionsForOrder",
        _SOLICITATIONS,
        "GetSolicitationActionsForOrderResponse",
        _order,
        step="no longer offered",
    ),
    Row(
        "getSolicitationActionsForOrder",
        _SOLICITATIONS,
        "",
        _UNKNOWN_ORDER,
        404,
        step="no such order",
    ),
    Row(_SOLICIT, _SOLICITATIONS, "", _UNKNOWN_ORDER, 404, step="nobody to ask"),
)
