/** Runs in a worker with a memory limit: examines one file per message. */
import { readFileSync } from 'node:fs'
import { parentPort } from 'node:worker_threads'
import { compileModel } from '#engine/compile/compile_model'
import type { ExecutableProcess } from '#engine/model/executable_process'
import { advanceTo, startProcess } from '#engine/rehearsal/rehearsal'
import { activations, completeOne, openStage, openTasks, running } from '../stage.js'
import type { Observation } from './observation.js'

const MAX_COMPLETIONS = 20_000
const DAY_MS = 86_400_000

const HARMLESS = `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t"><process id="harmless" isExecutable="true">
<startEvent id="s"/><userTask id="t"/><endEvent id="e"/><sequenceFlow id="a" sourceRef="s" targetRef="t"/><sequenceFlow id="b" sourceRef="t" targetRef="e"/></process></definitions>`

async function examine(file: string): Promise<Observation> {
  const { processes, diagnostics } = await compileModel(readFileSync(file), { services: 'jobs' })
  const errors = diagnostics.filter((finding) => finding.severity === 'error').map((finding) => finding.code)
  const [first] = processes
  const texts = processes.flatMap((process) => [process.documentation ?? '', ...[...process.elements.values()].flatMap(({ name, documentation }) => [name, documentation ?? ''])])
  return { errors, texts, run: first === undefined ? null : await play(first, processes) }
}

async function play(first: ExecutableProcess, processes: ExecutableProcess[]): Promise<Observation['run']> {
  const harmless = (await compileModel(HARMLESS)).processes
  const stage = openStage([...processes, ...harmless], {})
  const answer = startProcess(stage.rehearsal, first.id)
  const tasksAtOnce = openTasks(stage).length
  let completions = 0
  for (let [next] = openTasks(stage); next !== undefined && completions < MAX_COMPLETIONS; [next] = openTasks(stage)) {
    if (completeOne(stage, next, {}) !== null) break
    completions++
  }
  const incidents = [...stage.rehearsal.states.values()].flatMap((state) => state.tokens.incidents.map((incident) => incident.code))
  advanceTo(stage.rehearsal, stage.rehearsal.nowMs + DAY_MS)
  const ended = running(stage).length === 0 && activations(stage).length === 0
  const othersUnaffected = startProcess(stage.rehearsal, 'harmless').ok && completeOne(stage, 't', {}) === null
  return { refused: answer.ok ? null : answer.rejection.message, incidents, tasksAtOnce, completions, ended, visited: [...new Set(stage.visited)], othersUnaffected }
}

parentPort?.on('message', (file: string) => {
  void examine(file).then(
    (observation) => parentPort?.postMessage({ observation }),
    (thrown: unknown) => parentPort?.postMessage({ thrown: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown) }),
  )
})
