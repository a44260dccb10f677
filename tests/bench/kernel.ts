import { cpuUsage } from 'node:process'
import { compileModel } from '#engine/compile/compile_model'
import { applyAll } from '#engine/kernel/apply'
import type { Command } from '#engine/kernel/commands'
import type { Event } from '#engine/kernel/events'
import type { InstanceState } from '#engine/kernel/state'
import { step } from '#engine/kernel/step'
import type { Directory, StepContext } from '#engine/kernel/step_context'
import type { ExecutableProcess } from '#engine/model/executable_process'
import { everyDayWorks } from '#engine/rehearsal/defaults'
import type { BenchRow } from './row.js'

const GOAL_COMPLETIONS = 300_000
const GOAL_DEPLOY_MS = 100
const INSTANCES = 20_000
const ROUNDS = 5

/** P6: start → user task → parallel fork of three user tasks → join → user task → exclusive gateway (two FEEL conditions) → user task → end. */
export const P6 = `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
  xmlns:gov="http://xingliu.gov/schema/1.0" id="p6-model" targetNamespace="bench">
 <process id="p6" isExecutable="true">
  <startEvent id="start"/>
  ${task('file')}<parallelGateway id="fork"/>${['market', 'urban', 'fire'].map((name) => task(name)).join('')}<parallelGateway id="join"/>
  ${task('decide')}<exclusiveGateway id="choice" default="small"/>${task('issue')}<endEvent id="end"/><endEvent id="end2"/><endEvent id="end3"/>
  ${flows('start file', 'file fork', 'fork market', 'fork urban', 'fork fire', 'market join', 'urban join', 'fire join', 'join decide', 'decide choice', 'issue end')}
  <sequenceFlow id="refused" sourceRef="choice" targetRef="end2"><conditionExpression>=lastOutcome = "refuse" and amount &lt; 0</conditionExpression></sequenceFlow>
  <sequenceFlow id="large" sourceRef="choice" targetRef="issue"><conditionExpression>=amount &gt; 1000 and level = "county"</conditionExpression></sequenceFlow>
  <sequenceFlow id="small" sourceRef="choice" targetRef="end3"/>
 </process>
</definitions>`

function task(id: string): string {
  return `<userTask id="${id}" name="${id}" camunda:candidateGroups="role:handler@dept:market" gov:outcomes="agree:同意,refuse:不同意" gov:workingDays="3"/>`
}

function flows(...pairs: string[]): string {
  return pairs.map((pair, i) => `<sequenceFlow id="f${i}" sourceRef="${pair.split(' ')[0]}" targetRef="${pair.split(' ')[1]}"/>`).join('')
}

const PRINCIPALS = ['user:li', 'role:handler@dept:market', 'role:handler', 'dept:market']
const directory: Directory = {
  principalsOf: () => PRINCIPALS,
  membersOf: () => ['li'],
  superiorOf: () => null,
  departmentOf: () => 'market',
  administrators: () => ['admin'],
}
const context: StepContext = {
  nowMs: Date.UTC(2026, 2, 2, 1),
  directory,
  calendar: everyDayWorks,
  decisions: { resolve: () => null },
  definitions: { resolve: () => null, process: () => null },
}

/** Completions per second of the kernel alone, bytes of a waiting instance, and how long a deployment takes. */
export async function benchKernel(): Promise<BenchRow[]> {
  const process = await compiled(P6)
  playMany(process, INSTANCES / 4)
  const rates = Array.from({ length: ROUNDS }, () => playMany(process, INSTANCES))
  const value = Math.round(Math.max(...rates))
  const waiting = play(process, 0, 1)
  const stateBytes = JSON.stringify(waiting.state.tokens).length + JSON.stringify(waiting.state.data).length
  return [
    { name: 'kernel, P6 with two FEEL conditions, candidates, limits, outcomes', value, unit: 'completions/s per core', goal: GOAL_COMPLETIONS, met: value >= GOAL_COMPLETIONS, probe: allocationProbe() },
    { name: 'kernel, P6 with three branches waiting: state', value: stateBytes, unit: 'bytes', goal: 1_024, met: stateBytes <= 1_024 },
    { name: 'kernel, P6: journal rows applied again', value: Math.round(replayRate(process)), unit: 'events/s', goal: GOAL_COMPLETIONS, met: replayRate(process) >= GOAL_COMPLETIONS },
    await deploymentRow(),
  ]
}

async function compiled(xml: string): Promise<ExecutableProcess> {
  const { processes, diagnostics } = await compileModel(xml)
  const [process] = processes
  if (process === undefined) throw new Error(diagnostics.map((finding) => finding.message).join('\n'))
  return process
}

interface Played {
  state: InstanceState
  completions: number
  journal: (readonly Event[])[]
}

/** One instance, completing its open tasks in turn until it ends or `limit` completions are done. */
function play(process: ExecutableProcess, n: number, limit: number): Played {
  const instanceId = `0195f2c0-8a7e-7d13-9f1e-${String(n).padStart(12, '0')}`
  const variables = { amount: 1500 + n, level: 'county', applicant: '某餐饮店' }
  const start = { definitionId: 'p6:1', startElementId: null, businessKey: null, title: null, starter: 'li', caller: null }
  const journal: (readonly Event[])[] = []
  let state = run(null, { type: 'StartInstance', instanceId, variables, ...start })
  let completions = 0
  while (state.status === 'active' && completions < limit) {
    const record = state.tokens.active.find((candidate) => candidate.task !== undefined)
    if (record === undefined) throw new Error('Expected P6 to have an open task, but it has none.')
    const taskId = `${instanceId}:${record.id}`
    state = run(state, { type: 'CompleteTask', taskId, by: 'li', outcome: 'agree', opinion: null, data: { [record.element]: n } })
    completions++
  }
  return { state, completions, journal }

  function run(before: InstanceState | null, command: Command): InstanceState {
    const outcome = step(process, before, command, context)
    if (outcome.kind !== 'accepted') throw new Error(`Expected ${command.type} to be accepted, but: ${JSON.stringify(outcome)}`)
    journal.push(outcome.events)
    return outcome.state
  }
}

/** Completions per second of processor time: neighbours on the machine do not count. */
function playMany(process: ExecutableProcess, instances: number): number {
  const before = cpuUsage()
  let completions = 0
  for (let n = 0; n < instances; n++) completions += play(process, n, 100).completions
  const { user, system } = cpuUsage(before)
  return (completions / (user + system)) * 1_000_000
}

function replayRate(process: ExecutableProcess): number {
  const { journal, state } = play(process, 7, 100)
  const rounds = 5_000
  const events = journal.reduce((sum, row) => sum + row.length, 0)
  const startMs = performance.now()
  let folded: InstanceState | null = null
  for (let n = 0; n < rounds; n++) {
    folded = null
    for (const row of journal) folded = applyAll(folded, row)
  }
  if (JSON.stringify(folded) !== JSON.stringify(state)) throw new Error('Expected the journal to give the state, but it gives another.')
  return ((events * rounds) / (performance.now() - startMs)) * 1000
}

/** What this machine does right now: objects of an event's size made per second. */
function allocationProbe(): number {
  const startMs = performance.now()
  const kept: unknown[] = []
  for (let n = 0; n < 2_000_000; n++) kept[n & 1023] = { type: 'ElementCompleted', elementInstanceId: `i:${n}`, elementId: 'a', elementType: 'userTask', scopeId: 'i' }
  return Math.round(2_000_000 / ((performance.now() - startMs) / 1000))
}

async function deploymentRow(): Promise<BenchRow> {
  const count = 100
  const tasks = Array.from({ length: count }, (_, i) => task(`t${i}`)).join('')
  const links = flows('s t0', ...Array.from({ length: count - 1 }, (_, i) => `t${i} t${i + 1}`), `t${count - 1} e`)
  const xml = `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:gov="http://xingliu.gov/schema/1.0" id="d" targetNamespace="b"><process id="long" isExecutable="true"><startEvent id="s"/><endEvent id="e"/>${tasks}${links}</process></definitions>`
  await compiled(xml)
  const startMs = performance.now()
  await compiled(xml)
  const value = Math.round((performance.now() - startMs) * 10) / 10
  return { name: 'compile a model of 200 elements (parse, compile, checks)', value, unit: 'ms', goal: GOAL_DEPLOY_MS, met: value <= GOAL_DEPLOY_MS }
}
