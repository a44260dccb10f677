import { readFileSync } from 'node:fs'
import { compileDmn } from '#engine/compile/compile_dmn'
import type { CompiledDecision } from '#engine/decisions/decision_model'
import type { Engine } from '#engine/runtime/engine'
import { CARDS_DECISION, createCardRules, WARNING_DECISION, type CardRules } from '#processes/foundation/supervision/card_rules'

const FILE = new URL('../../processes/foundation/supervision/rules/cards.dmn', import.meta.url)

/** Decisions of the county that every package is supervised by, as they come with the product; by id. */
export async function readCountyDecisions(): Promise<ReadonlyMap<string, CompiledDecision>> {
  const { decisions, diagnostics } = await compileDmn(readFileSync(FILE), { resource: 'rules/cards.dmn' })
  if (decisions.length === 0) throw new Error(`红黄牌规则 cards.dmn 有误：${diagnostics.map(({ message }) => message).join(' ')}请改正后再启动。`)
  return new Map(decisions.map((decision) => [decision.id, decision]))
}

/** How often it is looked whether somebody has published other rules. */
const LOOK_MS = 5_000

/** Rules of supervision in force: those published last, else those that come with the product. */
export interface CardRulesBook {
  rules(): CardRules
  follow(engine: Pick<Engine, 'decisions'>): void
  stop(): void
}

export async function openCardRulesBook(onError: (error: unknown, where: string) => void): Promise<CardRulesBook> {
  const shipped = await readCountyDecisions()
  let rules = createCardRules((id) => shipped.get(id) ?? null)
  let inForce: (string | null)[] = []
  let timer: NodeJS.Timeout | null = null
  const look = async ({ decisions }: Pick<Engine, 'decisions'>): Promise<void> => {
    const [cards, warning] = await Promise.all([decisions.find(CARDS_DECISION, undefined), decisions.find(WARNING_DECISION, undefined)])
    const found = [cards?.packageId ?? null, warning?.packageId ?? null]
    if (found.every((id, index) => id === inForce[index])) return
    inForce = found
    const published = new Map([[CARDS_DECISION, cards?.decision], [WARNING_DECISION, warning?.decision]])
    rules = createCardRules((id) => published.get(id) ?? shipped.get(id) ?? null)
  }
  return {
    rules: () => rules,
    follow(engine) {
      const lookNow = (): void => void look(engine).catch((error: unknown) => onError(error, 'supervision'))
      lookNow()
      timer = setInterval(lookNow, LOOK_MS)
      timer.unref()
    },
    stop: () => void (timer && clearInterval(timer)),
  }
}
