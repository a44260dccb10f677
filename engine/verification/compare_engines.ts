import { compileModel } from '#engine/compile/compile_model'
import { decodeSource } from '#engine/compile/decode_source'
import { Findings } from '#engine/compile/findings'
import { graphOf, type Flow } from '#engine/kernel/graph'
import type { step } from '#engine/kernel/step'
import type { ExecutableProcess, StartEventInformation } from '#engine/model/executable_process'
import type { Ground, Manner } from './choose_step.js'
import { readControlWays } from './control_distances.js'
import { walkKernel } from './kernel_walker.js'
import { explain } from './known_deviations.js'
import { neutraliseModel, type NeutralModel } from './neutral_model.js'
import { uncomparedIn } from './uncompared_elements.js'
import { walkSecondEngine } from './second_engine_walker.js'
import type { Verdict } from './verdict.js'
import { walkScenario, type Difference, type WalkedScenario } from './walk_scenario.js'
import { differenceText, stepText } from './words.js'

export interface CompareOptions {
  /** Another step function for our side; proofs put a wrong one here. */
  readonly step?: typeof step
}

/** What the scenarios of one model share. */
interface Comparison {
  readonly processes: readonly ExecutableProcess[]
  readonly neutral: NeutralModel
  readonly options: CompareOptions
  readonly texts: Map<string, Promise<string>>
  scenarios: number
  coveredFlows: number
  flows: number
}

/** Tries given to a flow before it counts as out of reach. */
const TRIES = 2
const PLAIN: Manner = { conditions: 'one', order: 'first' }
/** Beside one walk for each flow: everything at once, and the other order of moving. */
const EXTRA_MANNERS: readonly Manner[] = [
  { conditions: 'one', order: 'last' },
  { conditions: 'all', order: 'first' },
  { conditions: 'all', order: 'last' },
]

/** Walks every executable process of a model in both engines. Takes as long as it takes: verifyModel sets the limits. */
export async function compareEngines(source: Uint8Array | string, options: CompareOptions = {}): Promise<Verdict> {
  const compiled = await compileModel(source, { services: 'jobs' })
  const refused = compiled.diagnostics.find((diagnostic) => diagnostic.severity === 'error')
  if (refused !== undefined) return { status: 'not comparable', reason: `${refused.elementId ?? 'model'}: ${refused.elementKind ?? refused.code}, not run by our engine` }
  const uncompared = compiled.processes.map(uncomparedIn).find((reason) => reason !== null)
  if (uncompared) return { status: 'not comparable', reason: uncompared }
  const neutral = await neutraliseModel(decodeSource(source, new Findings()) ?? '')
  const { processes, diagnostics } = await compileModel(neutral.text, { services: 'jobs' })
  if (processes.length === 0) return { status: 'not comparable', reason: `the model without its data does not compile: ${diagnostics[0]?.code ?? ''}` }
  const comparison: Comparison = { processes, neutral, options, texts: new Map(), scenarios: 0, coveredFlows: 0, flows: 0 }
  for (const process of processes) {
    const verdict = await compareProcess(comparison, process)
    if (verdict !== null) return verdict
  }
  const { scenarios, coveredFlows, flows } = comparison
  return { status: 'agrees', scenarios, coveredFlows, flows }
}

/** null = agrees. */
async function compareProcess(comparison: Comparison, process: ExecutableProcess): Promise<Verdict | null> {
  const graph = graphOf(process)
  const ground: Ground = { graph, allGraphs: comparison.processes.map(graphOf), ways: readControlWays(graph), neutral: comparison.neutral }
  const open = new Map([...graph.flowsById.values()].map((flow) => [flow.id, { flow, tries: 0 }]))
  comparison.flows += open.size
  const walk = async (goal: Flow | null, manner: Manner): Promise<Verdict | null> => {
    const walked = await walkOne(comparison, process, ground, goal, manner, [...open.values()].map(({ flow }) => flow))
    comparison.scenarios++
    for (const id of walked.takenFlows) comparison.coveredFlows += open.delete(id) ? 1 : 0
    return walked.difference === null ? null : toVerdict(comparison, process, goal, walked.difference)
  }
  for (let next = nextGoal(open); next !== undefined; next = nextGoal(open)) {
    next.tries++
    const verdict = await walk(next.flow, PLAIN)
    if (verdict !== null) return verdict
  }
  const hasOpenChoices = comparison.neutral.bodyDecisions.size > 0 || graph.nodes.some((node) => node.hasConditions && node.kind !== 'exclusiveGateway')
  for (const manner of EXTRA_MANNERS.filter(({ conditions }) => conditions === 'one' || hasOpenChoices)) {
    const verdict = await walk(null, manner)
    if (verdict !== null) return verdict
  }
  return null
}

function nextGoal(open: ReadonlyMap<string, { flow: Flow; tries: number }>): { flow: Flow; tries: number } | undefined {
  return [...open.values()].find(({ tries }) => tries < TRIES)
}

async function walkOne(comparison: Comparison, process: ExecutableProcess, ground: Ground, goal: Flow | null, manner: Manner, open: readonly Flow[]): Promise<WalkedScenario> {
  const { processes, options, neutral, texts } = comparison
  const startElementId = startFor(process, ground, goal)
  const key = `${process.id} ${startElementId ?? ''}`
  const text = texts.get(key) ?? neutral.startedAt(process.id, startElementId)
  texts.set(key, text)
  const ours = walkKernel({ processes, processId: process.id, startElementId, ...(options.step === undefined ? {} : { step: options.step }) })
  const theirs = walkSecondEngine(await text)
  try {
    return await walkScenario({ ours, theirs, ground, manner, goal, open })
  } finally {
    theirs.close()
  }
}

/** The start event from which the goal is nearest; null where the process begins without one. */
function startFor(process: ExecutableProcess, ground: Ground, goal: Flow | null): string | null {
  const distance = ({ elementId }: StartEventInformation) => {
    const node = ground.graph.nodesById.get(elementId)
    if (node === undefined || goal === null) return 0
    return ground.ways.to(goal).entering(node)
  }
  const starts = process.startEvents.filter(({ elementId }) => ground.graph.nodesById.get(elementId)?.type === 'startEvent')
  return [...starts].sort((a, b) => distance(a) - distance(b))[0]?.elementId ?? null
}

function toVerdict(comparison: Comparison, process: ExecutableProcess, goal: Flow | null, difference: Difference): Verdict {
  const explanations = explain(difference, comparison.processes.flatMap((one) => graphOf(one).nodes))
  if (explanations.length > 0) {
    const reason = explanations.map(({ deviation, elements }) => `${elements.slice(0, 3).join(', ')}: known deviation ${deviation.id} (${deviation.clause})`).join('; ')
    return { status: 'not comparable', reason }
  }
  return {
    status: 'differs',
    scenario: `scenario ${comparison.scenarios} of ${process.id} (${goal === null ? 'to the end' : `towards ${goal.id}`})`,
    steps: difference.steps.map(stepText),
    difference: differenceText(difference),
  }
}
