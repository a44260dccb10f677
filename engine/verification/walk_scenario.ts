import type { Flow } from '#engine/kernel/graph'
import { chooseStimulus, decideTowards, isInReach, type Ground, type Manner } from './choose_step.js'
import type { KernelWalker } from './kernel_walker.js'
import { waitAlike, type Decisions, type Observation, type Stimulus, type Walker } from './walker.js'

/** One step of a scenario as it was walked. */
export interface ScenarioStep {
  /** null = the start. */
  readonly stimulus: Stimulus | null
  /** Sequence flows our engine took for the first time in this scenario. */
  readonly flows: readonly string[]
}

/** The first place where the two engines stood apart. */
export interface Difference {
  readonly steps: readonly ScenarioStep[]
  readonly ours: Observation | string
  readonly theirs: Observation | string
  /** Elements that tokens had come to in our engine. */
  readonly visited: ReadonlySet<string>
}

export interface WalkedScenario {
  readonly takenFlows: ReadonlySet<string>
  readonly steps: readonly ScenarioStep[]
  readonly difference: Difference | null
}

export interface Scenario {
  readonly ours: KernelWalker
  readonly theirs: Walker
  readonly ground: Ground
  readonly manner: Manner
  /** The flow it is made for; null = straight to the end. */
  readonly goal: Flow | null
  /** Flows that no scenario has taken yet. */
  readonly open: readonly Flow[]
}

const MAX_STEPS = 80
/** Incidents where BPMN leaves open what happens: no error catcher, an endless loop without a wait, endless calls. */
const UNSPECIFIED = new Set(['UNCAUGHT_ERROR', 'STEP_BUDGET', 'CALL_DEPTH'])

/** Walks both engines step by step with the same choices until nothing waits, they differ, or BPMN does not say what is right. */
export async function walkScenario(scenario: Scenario): Promise<WalkedScenario> {
  const { ours, theirs } = scenario
  const steps: ScenarioStep[] = []
  const seen = new Set<string>()
  for (let stimulus: Stimulus | null = null; steps.length < MAX_STEPS; ) {
    const goal: Flow | null = currentGoal(scenario)
    if (steps.length > 0) stimulus = chooseStimulus(ours.stimuli(), scenario.ground, goal, scenario.manner) ?? null
    if (steps.length > 0 && stimulus === null) break
    const decisions = decideTowards(scenario.ground, goal, scenario.manner)
    const mine = await attempt(ours, stimulus, decisions)
    steps.push({ stimulus, flows: [...ours.takenFlows].filter((id) => !seen.has(id)) })
    for (const id of ours.takenFlows) seen.add(id)
    if (ours.incidents().some((code) => UNSPECIFIED.has(code))) break
    const other = await attempt(theirs, stimulus, decisions)
    if (!isAlike(mine, other, scenario)) {
      return { takenFlows: ours.takenFlows, steps, difference: { steps, ours: mine, theirs: other, visited: new Set(ours.visited) } }
    }
  }
  return { takenFlows: ours.takenFlows, steps, difference: null }
}

/** The end itself is not compared where flows join: known deviation `dead-path`. */
function isAlike(mine: Observation | string, other: Observation | string, { ground }: Scenario): boolean {
  if (typeof mine === 'string' || typeof other === 'string') return false
  return waitAlike(mine, other) && (mine.hasEnded === other.hasEnded || ground.allGraphs.some((graph) => graph.nodes.some((node) => node.join !== 'none')))
}

/** The scenario's own goal first, then whatever is still open and in reach. */
function currentGoal({ ours, ground, goal, open }: Scenario): Flow | null {
  if (goal === null) return null
  const stimuli = ours.stimuli()
  if (stimuli.length === 0) return goal
  return [goal, ...open].find((flow) => !ours.takenFlows.has(flow.id) && isInReach(stimuli, ground, flow)) ?? null
}

/** Where the engine stands after the step, or why it gave up. */
async function attempt(walker: Walker, stimulus: Stimulus | null, decisions: Decisions): Promise<Observation | string> {
  try {
    return await (stimulus === null ? walker.start(decisions) : walker.act(stimulus, decisions))
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown)
  }
}
