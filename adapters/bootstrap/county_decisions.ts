import { readFileSync } from 'node:fs'
import { compileDmn } from '#engine/compile/compile_dmn'
import type { CompiledDecision } from '#engine/decisions/decision_model'
import type { Engine } from '#engine/runtime/engine'
import { createPointRules, NO_POINTS, POINTS_DECISION, type PointRules } from '#processes/foundation/events/point_rules'
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

/** Rules that hold for the whole county: those published last, else those that come with the product. */
export interface CountyRulesBook {
  cardRules(): CardRules
  /** 积分; none until a package says so. */
  pointRules(): PointRules
  /** Resolves once the rules in force are known; they are looked after from then on. Called again, it looks at once. */
  follow(engine: Pick<Engine, 'decisions'>): Promise<void>
  stop(): void
}

const FOLLOWED = [CARDS_DECISION, WARNING_DECISION, POINTS_DECISION]

export async function openCountyRulesBook(onError: (error: unknown, where: string) => void): Promise<CountyRulesBook> {
  const shipped = await readCountyDecisions()
  let cardRules = createCardRules((id) => shipped.get(id) ?? null)
  let pointRules = NO_POINTS
  let inForce: (string | null)[] = []
  let timer: NodeJS.Timeout | null = null
  const look = async ({ decisions }: Pick<Engine, 'decisions'>): Promise<void> => {
    const found = await Promise.all(FOLLOWED.map((id) => decisions.find(id, undefined)))
    const packages = found.map((one) => one?.packageId ?? null)
    if (packages.every((id, index) => id === inForce[index])) return
    inForce = packages
    const published = new Map(FOLLOWED.map((id, index) => [id, found[index]?.decision]))
    cardRules = createCardRules((id) => published.get(id) ?? shipped.get(id) ?? null)
    pointRules = createPointRules(published.get(POINTS_DECISION) ?? null)
  }
  return {
    cardRules: () => cardRules,
    pointRules: () => pointRules,
    async follow(engine) {
      const lookNow = (): Promise<void> => look(engine).catch((error: unknown) => onError(error, 'county rules'))
      await lookNow()
      timer ??= setInterval(() => void lookNow(), LOOK_MS)
      timer.unref()
    },
    stop: () => void (timer && clearInterval(timer)),
  }
}
