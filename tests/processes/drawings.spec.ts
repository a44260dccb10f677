import { test } from '@japa/runner'
import { drawingFaults } from './drawing_faults.js'
import { packageNames, readPackage } from './read_package.js'

/** Where lines of different ways still run on each other for a part: seven places and two, to be drawn apart. */
const LINES_ON_LINES: readonly string[] = ['five-zero/event/event.bpmn', 'five-zero/event/supervision.bpmn']

/** A model may leave its drawing to the designer; one that brings it brings a whole one, its pieces where their frames stand. */
test.group('drawings of the models that are shipped', () => {
  for (const name of packageNames()) {
    for (const [file, text] of readPackage(name)) {
      if (!file.endsWith('.bpmn') || !text.includes('<bpmndi:BPMNPlane')) continue
      test(`${name}/${file}: everything is drawn, and nothing lies on anything else`, ({ assert }) => {
        const isExcused = LINES_ON_LINES.includes(`${name}/${file}`)
        assert.deepEqual(drawingFaults(text).filter((fault) => !isExcused || !fault.endsWith('run on each other')), [])
      })
    }
  }

  test('the checker sees what is wrong', ({ assert }) => {
    const shape = (id: string, x: number, y: number, width = 100, height = 80) => `<bpmndi:BPMNShape id="${id}_di" bpmnElement="${id}"><dc:Bounds x="${x}" y="${y}" width="${width}" height="${height}" /></bpmndi:BPMNShape>`
    const model = (...drawn: string[]) => `<bpmn:task id="a" name="甲" /><bpmn:task id="b" name="乙" /><bpmn:exclusiveGateway id="g" name="是否同意" /><bpmn:sequenceFlow id="f" sourceRef="a" targetRef="b" />${drawn.join('')}`
    const flow = (...points: [number, number][]) => `<bpmndi:BPMNEdge id="f_di" bpmnElement="f">${points.map(([x, y]) => `<di:waypoint x="${x}" y="${y}" />`).join('')}</bpmndi:BPMNEdge>`
    const [a, b, g] = [shape('a', 0, 0), shape('b', 300, 0), shape('g', 175, 200, 50, 50)]
    const table: [string, string[]][] = [
      [model(a, b, g, flow([100, 40], [300, 40])), []],
      [model(a, b, flow([100, 40], [300, 40])), ['g is not drawn']],
      [model(a, b, g), ['f is not drawn']],
      [model(a, b, shape('g', 60, 60, 50, 50), flow([100, 40], [300, 40])), ['a lies on g']],
      [model(a, b, g, flow([100, 40], [290, 40])), ['f does not touch b']],
      [model(a, b, g, flow([100, 40], [300, 60])), ['f runs askew']],
      [model(a, b, g, flow([50, 80], [50, 225], [350, 225], [350, 80])), ['f runs through g']],
      [model(a, b, g, flow([50, 80], [50, 260], [350, 260], [350, 80])), ['f runs through the name of g']],
    ]
    for (const [xml, faults] of table) assert.deepEqual([...new Set(drawingFaults(xml))], faults)
  })
})
