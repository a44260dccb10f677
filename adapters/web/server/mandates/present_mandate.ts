import type { Mandate } from '#adapters/web/contract/mandates'
import { dateText, dayNumber } from '#processes/foundation/calendar/local_time'
import type { MandateRow } from '#processes/foundation/mandates/mandate'
import { rolePrincipal } from '#processes/foundation/organisation/create_directory'
import type { Login } from '../accounts/login.js'
import { instant } from '../presentation/instants.js'
import { personOrNull, personReference } from '../presentation/people.js'
import type { WebServices } from '../web_services.js'

export function presentMandate({ organisation, clock }: Pick<WebServices, 'organisation' | 'clock'>, login: Login, mandate: MandateRow): Mandate {
  return {
    id: mandate.id, instanceId: mandate.caseKey, caseNumber: mandate.caseNumber, business: mandate.businessName, title: mandate.title, kind: mandate.kind,
    agent: personOrNull(organisation, mandate.agent), agentName: mandate.agentName, relation: mandate.relation,
    from: dateText(dayNumber(mandate.fromMs)), to: dateText(dayNumber(mandate.toMs)), files: mandate.files.map(({ id, name }) => ({ id, name })),
    state: stateOf(mandate, clock()), givenBy: personReference(organisation, mandate.givenBy), givenAt: instant(mandate.givenAtMs), withdrawnReason: mandate.withdrawn?.reason ?? null,
    canWithdraw: mandate.state === 'valid' && mandate.toMs >= clock() && (mandate.agent === login.userId || login.principals.includes(rolePrincipal('window_clerk', mandate.department))),
  }
}

function stateOf({ state, fromMs, toMs }: MandateRow, nowMs: number): Mandate['state'] {
  if (state === 'withdrawn') return 'withdrawn'
  return nowMs < fromMs ? 'notYet' : nowMs > toMs ? 'expired' : 'inForce'
}
