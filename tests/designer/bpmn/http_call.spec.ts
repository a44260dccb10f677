import { readFileSync } from 'node:fs'
import { test } from '@japa/runner'
// @ts-ignore -- bpmn-moddle ships no types; what is used of it is typed below
import { BpmnModdle } from 'bpmn-moddle'
import { compileModel } from '#engine/compile/compile_model'
import { httpCallText, pairLinesProblem, withHttpCall, type CallingElement, type HttpCallText } from '#designer/bpmn/gov_properties/http_call'
import { graphOf } from '#engine/kernel/graph'
import type { ServiceTaskSettings } from '#engine/kernel/elements/service_task'

const descriptor = JSON.parse(readFileSync(new URL('../../../designer/bpmn/gov_moddle.json', import.meta.url), 'utf8')) as object

const MODEL = `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:gov="http://xingliu.gov/schema/1.0" xmlns:acme="urn:acme" id="d" targetNamespace="t">
<bpmn:process id="p" isExecutable="true"><bpmn:startEvent id="s"/><bpmn:sequenceFlow id="f" sourceRef="s" targetRef="call"/>
<bpmn:serviceTask id="call"><bpmn:extensionElements><acme:kept x="1"/></bpmn:extensionElements></bpmn:serviceTask></bpmn:process></bpmn:definitions>`

const TEXT: HttpCallText = {
  method: 'POST', url: '="https://api.example.cn/" + code', headers: 'X-Case: =number\nAuthorization: Bearer secret:TOKEN', body: '={ id: code }', timeout: 'PT5S',
  errors: '404: NOT_FOUND\n4xx: REFUSED',
}

type Moddle = { fromXML(xml: string): Promise<{ rootElement: { rootElements: { flowElements: Record<string, unknown>[] }[] } }>; toXML(root: unknown): Promise<{ xml: string }>; create(type: string, properties: object): Record<string, unknown> }

/** Reads the model, asks the panel's questions about the task, writes it again. */
const edit = async (xml: string, text: HttpCallText): Promise<{ xml: string; read: HttpCallText }> => {
  const moddle = new BpmnModdle({ gov: descriptor }) as unknown as Moddle
  const { rootElement } = await moddle.fromXML(xml)
  const task = rootElement.rootElements[0]!.flowElements.find((element) => element.id === 'call') as unknown as CallingElement['businessObject'] & { set(name: string, value: unknown): void }
  const element = { businessObject: task }
  for (const [name, value] of Object.entries(withHttpCall(element, text, moddle))) task.set(name, value)
  const written = await moddle.toXML(rootElement)
  return { xml: written.xml, read: httpCallText(element) }
}

test.group('designer | the call of an interface', () => {
  test('what the panel writes is what it reads, and what the engine compiles', async ({ assert }) => {
    const { xml, read } = await edit(MODEL, TEXT)
    assert.deepEqual(read, TEXT)
    const { processes, diagnostics } = await compileModel(xml)
    assert.deepEqual(diagnostics.filter(({ severity }) => severity === 'error'), [])
    const { work } = graphOf(processes[0]!).nodesById.get('call')!.settings as ServiceTaskSettings
    assert.deepInclude(work!.http, { method: 'POST', timeoutMs: 5_000, errors: [{ status: '404', code: 'NOT_FOUND' }, { status: '4xx', code: 'REFUSED' }] })
    assert.deepEqual(work!.http!.headers.map(({ name, secret }) => [name, secret]), [['X-Case', null], ['Authorization', 'TOKEN']])
    assert.deepEqual([work!.retries, work!.retryCycle], [3, 'R3/PT5M'])
  })

  test('an emptied call leaves no trace, and what others wrote stays', async ({ assert }) => {
    const { xml } = await edit(MODEL, TEXT)
    const emptied = await edit(xml, { method: '', url: '', headers: '', body: '', timeout: '', errors: '' })
    assert.notInclude(emptied.xml, 'gov:h')
    assert.include(emptied.xml, '<acme:kept x="1"')
  })

  test('a line that is no pair is told', ({ assert }) => {
    assert.isNull(pairLinesProblem('A: b\n\nC：d', '名称: 值'))
    assert.include(pairLinesProblem('A: b\nC', '名称: 值')!, '“C”')
  })

  test('the compiler names what is wrong with a call: {0}')
    .with([
      ['no address', '<gov:http/>', 'HTTP_CALL'],
      ['two calls', '<gov:http url="https://a.cn/"/><gov:http url="https://a.cn/"/>', 'HTTP_CALL'],
      ['no call', '', 'HTTP_CALL'],
      ['an unknown method', '<gov:http url="https://a.cn/" method="BREW"/>', 'HTTP_METHOD'],
      ['a body to GET', '<gov:http url="https://a.cn/" body="x"/>', 'HTTP_METHOD'],
      ['a time-out that is too long', '<gov:http url="https://a.cn/" timeout="PT10M"/>', 'HTTP_TIMEOUT'],
      ['a header of the connection', '<gov:http url="https://a.cn/"><gov:header name="Host" value="b.cn"/></gov:http>', 'HTTP_HEADER'],
      ['a status that is none', '<gov:http url="https://a.cn/"><gov:httpError status="40" code="X"/></gov:http>', 'HTTP_ERROR'],
    ] as [string, string, string][])
    .run(async ({ assert }, [, inside, code]) => {
      const { diagnostics } = await compileModel(MODEL.replace('<acme:kept x="1"/>', inside).replace('id="call"', 'id="call" gov:handler="http"'))
      assert.include(diagnostics.map((one) => one.code), code)
    })
})
