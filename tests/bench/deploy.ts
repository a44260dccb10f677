// @ts-ignore -- bpmn-moddle ships no types for its reader
import { BpmnModdle } from 'bpmn-moddle'
import { compileModel } from '#engine/compile/compile_model'
import { readPackage } from '#tests/processes/read_package'
import type { BenchRow } from './row.js'

/** Source: the table of goals for deployment, a 200-element model parsed, compiled and checked. */
const GOAL_MS = 100
const ROUNDS = 25
const WARM_UP_ROUNDS = 10

interface Drawn {
  id: string
  xml: string
  width: number
}

/**
 * A model of `elements` flow nodes, flows not counted: blocks of exclusive and parallel branches with user tasks, FEEL conditions,
 * candidates, limits, a boundary timer and a script each, with its drawing.
 */
export function generateModel(elements: number): string {
  const nodes: Drawn[] = []
  const flows: string[] = []
  const edges: string[] = []
  const connect = (from: string, to: string, condition?: string) => {
    const id = `flow_${flows.length + 1}`
    const body = condition ? `<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">${condition}</bpmn:conditionExpression>` : ''
    flows.push(`<bpmn:sequenceFlow id="${id}" sourceRef="${from}" targetRef="${to}">${body}</bpmn:sequenceFlow>`)
    edges.push(`<bpmndi:BPMNEdge id="${id}_di" bpmnElement="${id}"><di:waypoint x="${flows.length * 40}" y="120"/><di:waypoint x="${flows.length * 40 + 30}" y="120"/></bpmndi:BPMNEdge>`)
  }
  const add = (id: string, xml: string, width = 100) => nodes.push({ id, xml, width })
  add('begin', '<bpmn:startEvent id="begin" name="提交"/>', 36)
  let last = 'begin'
  for (let block = 1; nodes.length + 10 <= elements - 1; block += 1) last = addBlock(block, last, add, connect)
  while (nodes.length < elements - 1) {
    const id = `filler_${nodes.length}`
    add(id, `<bpmn:manualTask id="${id}" name="登记"/>`)
    connect(last, id)
    last = id
  }
  add('done', '<bpmn:endEvent id="done" name="办结"/>', 36)
  connect(last, 'done')
  const shapes = nodes.map(({ id, width }, index) => `<bpmndi:BPMNShape id="${id}_di" bpmnElement="${id}"><dc:Bounds x="${index * 120}" y="80" width="${width}" height="${width === 100 ? 80 : width}"/></bpmndi:BPMNShape>`)
  return `${HEAD}<bpmn:process id="large" name="大模型" isExecutable="true">${nodes.map((node) => node.xml).join('\n')}${flows.join('\n')}</bpmn:process>
<bpmndi:BPMNDiagram id="diagram"><bpmndi:BPMNPlane id="plane" bpmnElement="large">${shapes.join('\n')}${edges.join('\n')}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram></bpmn:definitions>`
}

const HEAD = `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:gov="http://xingliu.gov/schema/1.0" id="definitions" targetNamespace="urn:bench">`

type Add = (id: string, xml: string, width?: number) => void
type Connect = (from: string, to: string, condition?: string) => void

/** Ten flow nodes; answers the last one. */
function addBlock(n: number, from: string, add: Add, connect: Connect): string {
  const id = (name: string) => `${name}_${n}`
  add(id('score'), `<bpmn:scriptTask id="${id('score')}" name="评分" scriptFormat="feel" camunda:resultVariable="score"><bpmn:script>if amount = null then 0 else amount * 2 + ${n}</bpmn:script></bpmn:scriptTask>`)
  add(id('choose'), `<bpmn:exclusiveGateway id="${id('choose')}" name="分流"/>`, 50)
  add(id('handle'), `<bpmn:userTask id="${id('handle')}" name="承办" camunda:candidateGroups="role:handler@dept:market" gov:outcomes="agree:同意,refuse:不同意" gov:workingDays="=max(1, ${n})"><bpmn:extensionElements><gov:fieldPermission name="*" permission="read"/></bpmn:extensionElements></bpmn:userTask>`)
  add(id('late'), `<bpmn:boundaryEvent id="${id('late')}" name="超时" attachedToRef="${id('handle')}" cancelActivity="false"><bpmn:timerEventDefinition><bpmn:timeDuration xsi:type="bpmn:tFormalExpression">P3D</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>`, 36)
  add(id('remind'), `<bpmn:userTask id="${id('remind')}" name="督办" camunda:candidateGroups="role:supervisor"/>`)
  add(id('merge'), `<bpmn:exclusiveGateway id="${id('merge')}"/>`, 50)
  add(id('fork'), `<bpmn:parallelGateway id="${id('fork')}"/>`, 50)
  add(id('left'), `<bpmn:userTask id="${id('left')}" name="会审甲" camunda:candidateGroups="role:reviewer@dept:urban"/>`)
  add(id('right'), `<bpmn:userTask id="${id('right')}" name="会审乙" camunda:candidateGroups='="role:reviewer@dept:" + department'/>`)
  add(id('join'), `<bpmn:parallelGateway id="${id('join')}"/>`, 50)
  connect(from, id('score'))
  connect(id('score'), id('choose'))
  connect(id('choose'), id('handle'), `=score &gt; ${n} and kind in ("a", "b")`)
  connect(id('choose'), id('merge'), `=score &lt;= ${n} or not(kind in ("a", "b"))`)
  connect(id('handle'), id('merge'))
  connect(id('late'), id('remind'))
  connect(id('remind'), id('merge'))
  connect(id('merge'), id('fork'))
  connect(id('fork'), id('left'))
  connect(id('fork'), id('right'))
  connect(id('left'), id('join'))
  connect(id('right'), id('join'))
  return id('join')
}

async function medianMs(work: () => Promise<void>): Promise<number> {
  for (let round = 0; round < WARM_UP_ROUNDS; round += 1) await work()
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const startedMs = performance.now()
    await work()
    times.push(performance.now() - startedMs)
  }
  return times.sort((one, other) => one - other)[Math.floor(ROUNDS / 2)]!
}

async function compileClean(xml: string): Promise<void> {
  const { processes, diagnostics } = await compileModel(xml)
  const errors = diagnostics.filter((finding) => finding.severity === 'error')
  if (processes.length !== 1 || errors.length > 0) throw new Error(`Expected the generated model to compile, but: ${errors.map((finding) => finding.message).join(' ')}`)
}

/** Parsing, compiling and checking one file, warm. The probe is bpmn-moddle alone reading the same file into objects. */
async function row(name: string, xml: string, goal: number | null): Promise<BenchRow> {
  const value = await medianMs(() => compileClean(xml))
  const moddle = new BpmnModdle()
  const probe = await medianMs(async () => void (await moddle.fromXML(xml)))
  return { name, value, unit: 'ms', goal, met: goal === null ? null : value <= goal, probe }
}

export async function benchDeploy(): Promise<BenchRow[]> {
  const restaurant = readPackage('one-thing/restaurant').get('restaurant.bpmn')!
  return [
    await row('deploy: parse, compile, check a 200-element model', generateModel(200), GOAL_MS),
    await row('deploy: the same for restaurant.bpmn', restaurant, null),
  ]
}
