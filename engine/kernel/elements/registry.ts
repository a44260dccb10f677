import { adHocSubProcess } from './ad_hoc_sub_process.js'
import { businessRuleTask } from './business_rule_task.js'
import { callActivity } from './call_activity.js'
import { cancelBoundaryEvent } from './cancel_boundary_event.js'
import { cancelEndEvent } from './cancel_end_event.js'
import { compensateBoundaryEvent } from './compensate_boundary_event.js'
import { compensateStartEvent } from './compensate_start_event.js'
import { compensateEndEvent, compensateIntermediateThrowEvent } from './compensate_throw_event.js'
import { conditionalBoundaryEvent, conditionalCatchEvent, conditionalStartEvent } from './conditional_events.js'
import type { ElementDefinition, ElementRegistry } from './element.js'
import { complexGateway } from './complex_gateway.js'
import { errorBoundaryEvent } from './error_boundary_event.js'
import { errorEndEvent } from './error_end_event.js'
import { errorStartEvent } from './error_start_event.js'
import { escalationBoundaryEvent, escalationEndEvent, escalationIntermediateThrowEvent, escalationStartEvent } from './escalation_events.js'
import { eventBasedGateway } from './event_based_gateway.js'
import { eventSubProcess } from './event_sub_process.js'
import { exclusiveGateway } from './exclusive_gateway.js'
import { inclusiveGateway } from './inclusive_gateway.js'
import { linkCatchEvent, linkThrowEvent } from './link_events.js'
import { manualTask } from './manual_task.js'
import { messageBoundaryEvent } from './message_boundary_event.js'
import { messageCatchEvent } from './message_catch_event.js'
import { messageStartEvent } from './message_start_event.js'
import { messageEndEvent, messageIntermediateThrowEvent } from './message_throw_event.js'
import { multipleBoundaryEvent, multipleCatchEvent, multipleStartEvent } from './multiple_catch_events.js'
import { multipleEndEvent, multipleIntermediateThrowEvent } from './multiple_throw_events.js'
import { noneEndEvent } from './none_end_event.js'
import { noneStartEvent } from './none_start_event.js'
import { noneThrowEvent } from './none_throw_event.js'
import { parallelGateway } from './parallel_gateway.js'
import { receiveTask } from './receive_task.js'
import { scriptTask } from './script_task.js'
import { sendTask } from './send_task.js'
import { serviceTask } from './service_task.js'
import { signalBoundaryEvent, signalCatchEvent, signalStartEvent } from './signal_catch_events.js'
import { signalEndEvent, signalIntermediateThrowEvent } from './signal_throw_events.js'
import { subProcess } from './sub_process.js'
import { terminateEndEvent } from './terminate_end_event.js'
import { timerBoundaryEvent } from './timer_boundary_event.js'
import { timerCatchEvent } from './timer_catch_event.js'
import { timerStartEvent } from './timer_start_event.js'
import { transaction } from './transaction.js'
import { undefinedTask } from './undefined_task.js'
import { userTask } from './user_task.js'

const ALL: readonly ElementDefinition[] = [
  noneStartEvent,
  messageStartEvent,
  timerStartEvent,
  signalStartEvent,
  errorStartEvent,
  escalationStartEvent,
  conditionalStartEvent,
  noneEndEvent,
  terminateEndEvent,
  errorEndEvent,
  messageEndEvent,
  signalEndEvent,
  escalationEndEvent,
  noneThrowEvent,
  messageIntermediateThrowEvent,
  signalIntermediateThrowEvent,
  escalationIntermediateThrowEvent,
  linkThrowEvent,
  linkCatchEvent,
  timerCatchEvent,
  messageCatchEvent,
  signalCatchEvent,
  conditionalCatchEvent,
  timerBoundaryEvent,
  messageBoundaryEvent,
  errorBoundaryEvent,
  signalBoundaryEvent,
  escalationBoundaryEvent,
  conditionalBoundaryEvent,
  userTask,
  serviceTask,
  scriptTask,
  businessRuleTask,
  sendTask,
  receiveTask,
  manualTask,
  undefinedTask,
  exclusiveGateway,
  parallelGateway,
  inclusiveGateway,
  complexGateway,
  eventBasedGateway,
  subProcess,
  transaction,
  adHocSubProcess,
  compensateBoundaryEvent,
  compensateStartEvent,
  compensateIntermediateThrowEvent,
  compensateEndEvent,
  cancelEndEvent,
  cancelBoundaryEvent,
  multipleStartEvent,
  multipleCatchEvent,
  multipleBoundaryEvent,
  multipleIntermediateThrowEvent,
  multipleEndEvent,
  eventSubProcess,
  callActivity,
]

/** Every element the engine knows, by kind. What is not here is an UNSUPPORTED_ELEMENT at deployment. */
export const elementRegistry: ElementRegistry = new Map(ALL.map((element) => [element.kind, element]))
