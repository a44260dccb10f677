import { test } from '@japa/runner'
import { addPieces } from '#processes/foundation/manifest/add_pieces'

const MODEL = `<bpmn:definitions>
  <bpmn:subProcess id="later" name="延期" gov:piece="extension">
    <bpmn:incoming>in</bpmn:incoming>
  </bpmn:subProcess>
  <bpmn:boundaryEvent gov:workingDays="=1 + {{extension.days}}" name="{{other.days}}" />
  <bpmndi:BPMNShape id="later_di" bpmnElement="later" isExpanded="true"><dc:Bounds x="100" y="-20" width="9" height="9" /></bpmndi:BPMNShape>
</bpmn:definitions>`

const PIECE = `<bpmn:definitions>
  <bpmn:subProcess id="extension">
    <bpmn:userTask id="approve" camunda:formKey="{{form}}" note="{{other}}">
      <gov:fieldPermission name="{{fields}}" />
    </bpmn:userTask>
  </bpmn:subProcess>
  <bpmndi:BPMNShape id="extension_di" bpmnElement="extension"><dc:Bounds x="0" y="0" width="9" height="9" /></bpmndi:BPMNShape>
  <bpmndi:BPMNShape id="approve_di" bpmnElement="approve"><dc:Bounds x="5" y="7" width="3" height="3" /></bpmndi:BPMNShape>
</bpmn:definitions>`

const SAYS = { manifest: { registers: { 延期: { word: '延' }, 受理: { word: '别的' } }, case: { days: '={{days}}' } }, lifecycle: { item: { states: { handling: { on: { ASK: 'asking' } } } } } }

const piece = new Map([['piece.json', JSON.stringify(SAYS)], ['piece.bpmn', PIECE], ['documents/notice.hbs', '共用'], ['documents/own.hbs', '共用']])
const business = (pieces: unknown) => new Map([
  ['manifest.json', JSON.stringify({ key: 'x', pieces, registers: { 受理: { word: '受' } } })], ['lifecycle.json', JSON.stringify({ item: { states: { handling: { on: { GRANT: 'granted' } } } } })],
  ['item.bpmn', MODEL], ['documents/own.hbs', '自己的'],
])
const read = (pieces: unknown) => addPieces(business(pieces), (name) => (name === 'extension' ? piece : null))
const json = (files: ReadonlyMap<string, string>, name: string) => JSON.parse(files.get(name)!) as unknown

test.group('pieces that businesses share', () => {
  const files = read({ extension: { form: 'i<"t', days: 3, fields: ['one', 'two'] } })

  test('manifest and life-cycle are completed; what the business says itself goes before', ({ assert }) => {
    assert.deepEqual(json(files, 'manifest.json'), { key: 'x', registers: { 受理: { word: '受' }, 延期: { word: '延' } }, case: { days: '=3' } })
    assert.deepEqual(json(files, 'lifecycle.json'), { item: { states: { handling: { on: { GRANT: 'granted', ASK: 'asking' } } } } })
    assert.deepEqual([files.get('documents/notice.hbs'), files.get('documents/own.hbs')], ['共用', '自己的'])
  })

  test('the sub-process holds the piece with its parameters escaped, a list line by line, drawn in its frame', ({ assert }) => {
    const model = files.get('item.bpmn')!
    for (const part of ['gov:workingDays="=1 + 3" name="{{other.days}}"', '<bpmn:incoming>in</bpmn:incoming>', 'camunda:formKey="i&lt;&quot;t"', '<gov:fieldPermission name="one" />', '<gov:fieldPermission name="two" />', 'note="{{other}}"', '<dc:Bounds x="105" y="-13"']) assert.include(model, part)
    assert.notInclude(model, 'gov:piece')
    assert.equal(model.match(/bpmnElement="extension"/g), null, 'its own frame stays out')
    assert.isFalse([...files.keys()].some((name) => name.startsWith('piece.')))
  })

  test('a piece that does not exist stays named; a business without pieces, or without sense, is left alone', ({ assert }) => {
    assert.deepEqual(json(read({ extension: {}, moon: { a: 1 } }), 'manifest.json'), { key: 'x', registers: { 受理: { word: '受' }, 延期: { word: '延' } }, case: { days: '={{days}}' }, pieces: { moon: { a: 1 } } })
    for (const pieces of [undefined, null, [], 'extension']) assert.equal(read(pieces).get('item.bpmn'), MODEL)
    const broken = new Map([['manifest.json', '{']])
    assert.equal(addPieces(broken, () => piece), broken)
  })
})
