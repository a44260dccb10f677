import type { Participant } from '#engine/runtime/participant'
import type { County } from './case/business.js'
import { createCaseParticipant } from './case/case_participant.js'
import { createDeliveryParticipant } from './deliveries/delivery_participant.js'
import { createEvaluationParticipant } from './evaluation/evaluation_participant.js'
import { createEventParticipant } from './events/event_participant.js'
import { createMandateParticipant } from './mandates/mandate_participant.js'
import { createSupervisionParticipant } from './supervision/supervision_participant.js'

/** Everybody of the county who takes part in the steps, in order: the server and the rehearsals have the same. */
export const countyParticipants = (county: () => County): Participant[] => [
  createCaseParticipant(county), createEventParticipant(county), createEvaluationParticipant(), createSupervisionParticipant(), createMandateParticipant(county),
  createDeliveryParticipant(county),
]
