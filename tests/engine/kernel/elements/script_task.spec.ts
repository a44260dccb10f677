import { test } from '@japa/runner'
import { el, end, escape, findings, flows, model, start, user } from '../bpmn.js'
import { table } from './table.js'

const script = (text: string, attributes = 'camunda:resultVariable="r"') => el('scriptTask', 't', attributes, `<script>${escape(text)}</script>`)
const xml = (task: string) => model(start(), task, user('a'), flows('s>t>a'))

table('script task', [
  { title: 'writes its result', xml: xml(script('x + 1')), steps: ['start {"x":1}'], then: { data: { r: 2 }, tasks: ['a'] } },
  { title: 'a leading = is allowed', xml: xml(script('=x * 2')), steps: ['start {"x":4}'], then: { data: { r: 8 } } },
  { title: 'a context without result variable writes each entry', xml: xml(script('{ a: 1, b: x }', '')), steps: ['start {"x":"y"}'], then: { data: { a: 1, b: 'y' } } },
  { title: 'JUEL when it says so', xml: xml(script('${x + 1}', 'scriptFormat="juel" camunda:resultVariable="r"')), steps: ['start {"x":1}'], then: { data: { r: 2 } } },
  { title: 'the script of a Camunda 8 model', xml: xml(el('scriptTask', 't', '', '<extensionElements><zeebe:script expression="=x + 10" resultVariable="r"/></extensionElements>')), steps: ['start {"x":1}'], then: { data: { r: 11 } } },
  { title: 'an error is an incident; after the correction a retry goes on', xml: xml(script('x > 1')), steps: ['start {"x":"text"}', 'set {"x":3}', 'retry'], then: { incidents: [], data: { r: true }, tasks: ['a'] } },
])

test('kernel/elements | script task: a host language is refused and named', async ({ assert }) => {
  assert.deepEqual(await findings(model(start(), el('scriptTask', 't', 'scriptFormat="groovy"', '<script>1</script>'), end(), flows('s>t>e'))), ['UNSUPPORTED_ELEMENT t'])
})
