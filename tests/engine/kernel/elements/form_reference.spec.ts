import { test } from '@japa/runner'
import { compileModel } from '#engine/compile/compile_model'
import { el, end, flows, model } from '../bpmn.js'

const zeebe = (attributes: string) => `<extensionElements><zeebe:formDefinition ${attributes}/></extensionElements>`

const CASES = [
  { title: 'without a binding the form of the own package', attributes: 'camunda:formRef="f"', form: { formKey: 'f' } },
  { title: 'said to be so', attributes: 'camunda:formRef="f" camunda:formRefBinding="deployment"', form: { formKey: 'f' } },
  { title: 'the newest', attributes: 'camunda:formRef="f" camunda:formRefBinding="latest"', form: { formKey: 'f', formBinding: 'latest' } },
  { title: 'a numbered one', attributes: 'camunda:formRef="f" camunda:formRefBinding="version" camunda:formRefVersion="3"', form: { formKey: 'f', formBinding: { version: 3 } } },
  { title: 'Camunda 8, the newest', attributes: '', content: zeebe('formId="f" bindingType="latest"'), form: { formKey: 'f', formBinding: 'latest' } },
  { title: 'Camunda 8, a tag', attributes: '', content: zeebe('formId="f" bindingType="versionTag" versionTag="spring"'), form: { formKey: 'f', formBinding: { versionTag: 'spring' } } },
  { title: 'a binding without a form means nothing', attributes: 'camunda:formRefBinding="latest"', form: { formKey: null } },
  { title: 'a tag that is not written', attributes: 'camunda:formRef="f" camunda:formRefBinding="versionTag"', form: { formKey: 'f' }, codes: ['BINDING_VERSION_TAG', 'BINDING_VERSION_TAG'] },
  { title: 'a binding nobody knows', attributes: 'camunda:formRef="f" camunda:formRefBinding="newest"', form: { formKey: 'f' }, codes: ['BINDING_UNKNOWN', 'BINDING_UNKNOWN'] },
]

test.group('form reference of a task and of a start', () => {
  for (const { title, attributes, content = '', form, codes = [] } of CASES) {
    test(title, async ({ assert }) => {
      const xml = model(el('startEvent', 's', attributes, content), el('userTask', 'u', attributes, content), end(), flows('s>u>e'))
      const { processes, diagnostics } = await compileModel(xml)
      assert.deepEqual(diagnostics.filter(({ code }) => code.startsWith('BINDING')).map(({ code }) => code), codes)
      if (codes.length > 0) return
      const { userTask } = processes[0]!.elements.get('u')!
      assert.deepInclude(userTask, form)
      assert.equal(userTask !== undefined && 'formBinding' in userTask, 'formBinding' in form)
      assert.deepEqual(processes[0]!.startEvents, [{ elementId: 's', kind: 'none', ...form }])
    })
  }
})
