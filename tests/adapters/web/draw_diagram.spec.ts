import { test } from '@japa/runner'
import { drawDiagram } from '#adapters/web/server/diagram/draw_diagram'
import type { MarkedElements } from '#adapters/web/server/diagram/marked_elements'

const NOTHING: MarkedElements = { active: [], completed: new Set(), takenFlows: new Set(), incidents: new Set() }

const model = (name: string, drawn = true) => `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"
 xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" targetNamespace="x">
<process id="p"><startEvent id="s"/><callActivity id="c" name="${name}"/><exclusiveGateway id="g" default="d"/><endEvent id="e"/>
<boundaryEvent id="b" attachedToRef="c" cancelActivity="false"><timerEventDefinition id="t"/></boundaryEvent>
<sequenceFlow id="f" sourceRef="s" targetRef="c"/><sequenceFlow id="d" name="其他" sourceRef="g" targetRef="e"/></process>
${!drawn ? '' : `<bpmndi:BPMNDiagram id="d1"><bpmndi:BPMNPlane id="d2" bpmnElement="p">
${['s,10,36', 'c,100,100', 'g,250,50', 'e,400,36', 'b,150,36'].map((one) => one.split(',')).map(([id, x, w]) => `<bpmndi:BPMNShape id="${id}_di" bpmnElement="${id}"><dc:Bounds x="${x}" y="20" width="${w}" height="${w}"/></bpmndi:BPMNShape>`).join('')}
${['f', 'd'].map((id) => `<bpmndi:BPMNEdge id="${id}_di" bpmnElement="${id}"><di:waypoint x="1" y="1"/><di:waypoint x="50" y="60"/></bpmndi:BPMNEdge>`).join('')}
</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>`}</definitions>`

/** Well-formed enough for a browser: every tag closed in order, no attribute twice. */
function wellFormedFault(svg: string): string | null {
  const open: string[] = []
  for (const [tag, close, name, attributes = '', self] of svg.matchAll(/<(\/?)([\w:-]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/g)) {
    const names = [...attributes.matchAll(/([\w:-]+)="/g)].map((one) => one[1])
    if (new Set(names).size !== names.length) return `an attribute twice in ${tag}`
    if (close) {
      if (open.pop() !== name) return `unexpected ${tag}`
    } else if (!self) open.push(name!)
  }
  const rest = svg.replace(/<\/?[\w:-]+(?:\s+[\w:-]+="[^"<]*")*\s*\/?>/g, '')
  return open.length > 0 ? `not closed: ${open.join()}` : /[<]/.test(rest) ? `stray markup: ${rest.slice(0, 80)}` : null
}

/** Where in the drawing a reader looks first. */
const nowOf = (svg: string): string => / data-now="([^"]*)"/.exec(svg)?.[1] ?? ''

test.group('Drawing a diagram', () => {
  test('an event sub-process has a dotted boundary, another sub-process has not', async ({ assert }) => {
    const box = (attributes: string) => model('x').replace('<callActivity id="c" name="x"/>', `<subProcess id="c" name="x" ${attributes}/>`)
    assert.match((await drawDiagram(box('triggeredByEvent="true"'), 'p', NOTHING))!, /<rect[^>]* rx="8"[^>]* stroke-dasharray="2 3"/)
    assert.notMatch((await drawDiagram(box(''), 'p', NOTHING))!, /<rect[^>]* stroke-dasharray/)
  })

  test('is well-formed, whatever the names', async ({ assert }) => {
    for (const name of ['审批', '', 'x &lt;script&gt;alert(1)&lt;/script&gt; &quot;y&quot; &amp;z', '长'.repeat(400), 'a b c d e f g h i j k l m n o p q r s t u v w x y z']) {
      const svg = (await drawDiagram(model(name), 'p', NOTHING))!
      assert.isNull(wellFormedFault(svg), name)
      assert.notMatch(svg, /<script|style=|href=/)
    }
  })

  test('marks what is done, under way and stopped', async ({ assert }) => {
    const marks = { active: [{ elementInstanceId: 'i:1', elementId: 'c', sinceMs: 0 }], completed: new Set(['s', 'c']), takenFlows: new Set(['f']), incidents: new Set(['g']) }
    const svg = (await drawDiagram(model('审批'), 'p', marks))!
    assert.match(svg, /data-element="s" data-mark="completed"/)
    assert.match(svg, /data-element="c" data-mark="active"/)
    assert.match(svg, /data-element="g" data-mark="incident"/)
    assert.match(svg, /data-element="e" data-mark="open"/)
    assert.equal(nowOf(svg), nowOf((await drawDiagram(model('审批'), 'p', { ...marks, active: [] }))!), 'what has stopped is seen first')
    assert.notEqual(nowOf(svg), nowOf((await drawDiagram(model('审批'), 'p', { ...marks, incidents: new Set() }))!))
    assert.match(nowOf((await drawDiagram(model('审批'), 'p', NOTHING))!), /^\d+(?:\.5)? \d+(?:\.5)?$/)
  })

  test('holds everything that is drawn within its frame', async ({ assert }) => {
    const svg = (await drawDiagram(model('审批'), 'p', NOTHING))!
    const [x, , width] = /viewBox="([-\d. ]+)"/.exec(svg)![1]!.split(' ').map(Number) as [number, number, number, number]
    assert.isBelow(x, 1)
    assert.isAbove(x + width, 436)
  })

  test('a model without a drawing is laid out', async ({ assert }) => {
    assert.include(await drawDiagram(model('审批', false), 'p', NOTHING), '审批')
  })
})
