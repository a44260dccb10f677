import { test } from '@japa/runner'
import { compileModel } from '#engine/compile/compile_model'
import { readPackage } from '#engine/runtime/packages/read_package'
import { el, model, process, file, start, timer, user, flows } from '../../engine/kernel/bpmn.js'

const codes = async (content: string) => (await readPackage([{ name: 'p.bpmn', content }], compileModel)).diagnostics.filter(({ code }) => code === 'START_TIMER_NOT_ARMED').map(({ elementId }) => elementId)

test.group('packages | timer start events', () => {
  test('who draws one is told that the server does not start by it, among several triggers too', async ({ assert }) => {
    const several = el('startEvent', 's2', '', `${timer('P1D')}<messageEventDefinition messageRef="m"/>`)
    assert.deepEqual(await codes(file('<message id="m" name="m"/>', process('p', el('startEvent', 's', '', timer('P1D')), several, user('a'), flows('s>a', 's2>a')))), ['s', 's2'])
  })

  test('timers inside a running process are nothing to tell of', async ({ assert }) => {
    const beside = el('subProcess', 'x', 'triggeredByEvent="true"', el('startEvent', 'xs', '', timer('P1D')) + user('late') + flows('xs>late'))
    assert.deepEqual(await codes(model(start(), user('a'), beside, flows('s>a'))), [])
  })
})
