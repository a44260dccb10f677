import type { SupervisionCard } from '#adapters/web/contract/supervision'
import { CARD_CORRECTED, CARDS_TABLE, type CardRow } from '#processes/foundation/supervision/card'
import type { CardFilter } from '#processes/foundation/supervision/card_queries'
import { supervisedDepartments } from '../access/visible_data.js'
import { recordChange } from '../accounts/audit.js'
import { boardScope } from '../board/read_board.js'
import { actorOf, signedIn, type Operations } from '../http/api_call.js'
import { notFound, problemOfRejection, ProblemError } from '../http/problem.js'
import { instant, instantOrNull } from '../presentation/instants.js'
import { pageRequest, presentPage } from '../presentation/paging.js'
import { personOrNull } from '../presentation/people.js'
import { sentences } from '../presentation/sentences/sentences.js'
import type { WebServices } from '../web_services.js'

/** 电子监察: cards of the departments a supervisor reads, and what he adds to them. */
export const supervisionController = (services: WebServices): Pick<Operations, 'listCards' | 'correctCard'> => ({
  async listCards(call) {
    const { limit: _limit, after: _after, count: _count, ...filter } = call.query
    const scope = boardScope(services, signedIn(call))
    const [page, counts] = await Promise.all([services.cards.list(scope, filter as CardFilter, pageRequest(call.query)), services.cards.counts(scope, filter as CardFilter)])
    return { body: { ...(await presentPage(page, (card) => presentCard(services, card))), counts } }
  },

  async correctCard(call) {
    const card = await cardById(services, call.params.id)
    const scope = supervisedDepartments(services, signedIn(call))
    if (card === null || (scope !== 'all' && !scope.has(card.department))) throw notFound('红黄牌')
    const { reason } = call.body
    const answer = await services.engine.bus.submit({
      instanceId: card.caseKey,
      command: { type: 'NoteFact', fact: CARD_CORRECTED, ref: card.key, values: { text: reason, words: `红黄牌 ${card.number} 纠正：${reason}` } },
      actor: actorOf(call),
      ...(call.idempotency ? { idempotency: call.idempotency } : {}),
    })
    if (!answer.ok) throw new ProblemError(problemOfRejection(answer.rejection))
    await recordChange(services, call, 'instance.operated', card.caseKey, { card: card.number, reason })
    return { body: presentCard(services, (await cardById(services, card.id))!) }
  },
})

async function cardById({ engine }: WebServices, id: string): Promise<CardRow | null> {
  const [card] = await engine.businessRows.list(CARDS_TABLE, [{ column: 'id', equals: id }], { limit: 1 })
  return (card as unknown as CardRow | undefined) ?? null
}

function presentCard({ organisation }: WebServices, card: CardRow): SupervisionCard {
  const { id, number, colour, watched, rule, words, caseNumber, title, instanceId, state, supervisionInstanceId } = card
  const cardWords = sentences().cards
  return {
    id, number, colour, watched, rule, words, caseNumber, title, instanceId, state, supervisionInstanceId,
    watchedText: cardWords.watched[watched],
    stateText: cardWords.states[state],
    business: card.businessName,
    department: { id: card.department, name: organisation.directory().department(card.department)?.name ?? card.department },
    dueAt: instantOrNull(card.dueAtMs),
    fellAt: instant(card.fellAtMs),
    issuedAt: instant(card.issuedAtMs),
    records: card.records.map(({ kind, atMs, by, text }) => ({ kind, kindText: cardWords.records[kind], at: instant(atMs), by: by === 'system' ? null : personOrNull(organisation, by), text })),
  }
}
