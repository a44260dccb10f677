import type { ProviderClient } from './accounts/oidc/provider_client.js'
import { identityController } from './accounts/oidc/identity_controller.js'
import { adHocController } from './controllers/ad_hoc_controller.js'
import { assessmentController } from './controllers/assessment_controller.js'
import { attachmentController } from './controllers/attachment_controller.js'
import { auditController } from './controllers/audit_controller.js'
import { boardController } from './controllers/board_controller.js'
import { copyController } from './controllers/copy_controller.js'
import { calendarController } from './controllers/calendar_controller.js'
import { caseController } from './controllers/case_controller.js'
import { catalogueController } from './controllers/catalogue_controller.js'
import { departmentController } from './controllers/department_controller.js'
import { deputyController } from './controllers/deputy_controller.js'
import { directoryController } from './controllers/directory_controller.js'
import { decisionController } from './controllers/decision_controller.js'
import { definitionController } from './controllers/definition_controller.js'
import { documentController } from './controllers/document_controller.js'
import { eventController } from './controllers/event_controller.js'
import { handOverController } from './controllers/hand_over_controller.js'
import { grantController } from './controllers/grant_controller.js'
import { instanceController } from './controllers/instance_controller.js'
import { interventionController } from './controllers/intervention_controller.js'
import { migrationController } from './controllers/migration_controller.js'
import { officeHoursController } from './controllers/office_hours_controller.js'
import { operationsController } from './controllers/operations_controller.js'
import { operatedInstanceController } from './controllers/operated_instance_controller.js'
import { postController } from './controllers/post_controller.js'
import { previewController } from './controllers/preview_controller.js'
import { relocationController } from './controllers/relocation_controller.js'
import { screenController } from './controllers/screen_controller.js'
import { sessionController } from './controllers/session_controller.js'
import { streamController } from './controllers/stream_controller.js'
import { supervisionController } from './controllers/supervision_controller.js'
import { taskCommandController } from './controllers/task_command_controller.js'
import { taskController } from './controllers/task_controller.js'
import { userController } from './controllers/user_controller.js'
import { viewController } from './controllers/view_controller.js'
import { workerController } from './controllers/worker_controller.js'
import { directorySyncController } from './directory_sync/directory_sync_controller.js'
import { noticeAdminController } from './notices/notice_admin_controller.js'
import { noticeController } from './notices/notice_controller.js'
import { appointmentController } from './public/appointment_controller.js'
import { filingController } from './public/filing_controller.js'
import { inquiryController } from './public/inquiry_controller.js'
import { apiClientController } from './inbound/api_client_controller.js'
import { inboundController } from './inbound/inbound_controller.js'
import { mandateController } from './mandates/mandate_controller.js'
import { materialController } from './materials/material_controller.js'
import { deliveryController } from './outbox/delivery_controller.js'
import { reconciliationController } from './outbox/reconciliation_controller.js'
import { targetController } from './outbox/target_controller.js'
import { windowController } from './public/window_controller.js'
import { pointsController } from './snapshot/points_controller.js'
import { reportController } from './snapshot/report_controller.js'
import { snapshotController } from './snapshot/snapshot_controller.js'
import { alarmController } from './sensors/alarm_controller.js'
import { deviceController } from './sensors/device_controller.js'
import { readingController } from './sensors/reading_controller.js'
import { refusedReportController } from './sensors/refused_report_controller.js'
import { ruleController } from './sensors/rule_controller.js'
import { silenceController } from './sensors/silence_controller.js'
import type { Operations } from './http/api_call.js'
import type { LiveStream } from './stream/live_stream.js'
import type { WebServices } from './web_services.js'

/** The work behind every endpoint of the contract; one that is missing does not compile. */
export const createOperations = (services: WebServices, live: LiveStream, provider: ProviderClient): Operations => ({
  ...sessionController(services),
  ...identityController(services, provider),
  ...directorySyncController(services),
  ...noticeController(services),
  ...noticeAdminController(services),
  ...definitionController(services),
  ...taskController(services),
  ...taskCommandController(services),
  ...handOverController(services),
  ...previewController(services),
  ...instanceController(services),
  ...interventionController(services),
  ...decisionController(services),
  ...adHocController(services),
  ...relocationController(services),
  ...copyController(services),
  ...migrationController(services),
  ...catalogueController(services),
  ...caseController(services),
  ...eventController(services),
  ...assessmentController(services),
  ...readingController(services),
  ...refusedReportController(services),
  ...alarmController(services),
  ...silenceController(services),
  ...ruleController(services),
  ...deviceController(services),
  ...screenController(services, live),
  ...boardController(services),
  ...documentController(services),
  ...attachmentController(services),
  ...directoryController(services),
  ...userController(services),
  ...departmentController(services),
  ...officeHoursController(services),
  ...postController(services),
  ...deputyController(services),
  ...grantController(services),
  ...calendarController(services),
  ...workerController(services),
  ...auditController(services),
  ...operationsController(services),
  ...supervisionController(services),
  ...operatedInstanceController(services),
  ...filingController(services),
  ...inquiryController(services),
  ...appointmentController(services),
  ...deliveryController(services),
  ...targetController(services),
  ...reconciliationController(services),
  ...inboundController(services),
  ...apiClientController(services),
  ...mandateController(services),
  ...materialController(services),
  ...windowController(services),
  ...viewController(services),
  ...snapshotController(services),
  ...reportController(services),
  ...pointsController(services),
  ...streamController(live),
})
