import { test } from '@japa/runner'
import type { ApiClient } from './api_client.js'
import { startServer, type ServerProcess } from './server_process.js'

const model = (key: string, attributes: string) => `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="file" targetNamespace="test">
  <process id="${key}" name="报告" isExecutable="true">
    <startEvent id="s" ${attributes}/><userTask id="u" name="填报" camunda:candidateGroups="role:handler" ${attributes}/><endEvent id="e"/>
    <sequenceFlow id="f1" sourceRef="s" targetRef="u"/><sequenceFlow id="f2" sourceRef="u" targetRef="e"/>
  </process>
</definitions>`

const form = (field: string) => ({
  name: 'forms/shared_report.form.json',
  content: JSON.stringify({ type: 'default', id: 'shared_report', components: [{ type: 'textfield', id: 'a', key: field, label: field }] }),
})

const LATEST = 'camunda:formRef="shared_report" camunda:formRefBinding="latest"'

interface WithForm {
  formSchema: { components: { key: string }[] } | null
  form: { schema: { components: { key: string }[] } } | null
}

test.group('Forms of another package', (group) => {
  let server: ServerProcess
  let admin: ApiClient
  let clerk: ApiClient

  group.setup(async () => {
    server = await startServer()
    admin = await server.client('admin')
    clerk = await server.client('market_handler')
  })
  group.teardown(() => server.stop())

  const deploy = (key: string, attributes: string, ...more: { name: string; content: string }[]) =>
    admin.post<{ diagnostics: { code: string; message: string }[] }>('/definitions', { resources: [{ name: `${key}.bpmn`, content: model(key, attributes) }, ...more] })
  const fieldsOf = async (path: string) => {
    const { body } = await clerk.get<WithForm>(path)
    return (body.formSchema ?? body.form?.schema)?.components.map(({ key }) => key)
  }

  test('start, task and case show the version that was in force when each began; a missing one is refused at deployment', async ({ assert }) => {
    const early = await deploy('report_user', LATEST)
    assert.deepEqual([early.status, early.body.diagnostics.map(({ code }) => code)], [422, ['UNKNOWN_FORM', 'UNKNOWN_FORM']])
    await deploy('report_owner', 'camunda:formRef="shared_report"', form('one'))
    assert.equal((await deploy('report_user', LATEST)).status, 201)
    assert.deepEqual(await fieldsOf('/catalogue/report_user'), ['one'])
    const { id } = (await clerk.post<{ id: string }>('/instances', { definitionKey: 'report_user', variables: { one: '甲' } })).body
    const [task] = (await clerk.get<{ data: { id: string }[] }>(`/instances/${id}/tasks`)).body.data
    await deploy('report_owner', 'camunda:formRef="shared_report"', form('two'))
    assert.deepEqual(await fieldsOf('/catalogue/report_user'), ['two'])
    assert.deepEqual(await fieldsOf(`/tasks/${task?.id}`), ['one'])
    assert.deepEqual(await fieldsOf(`/instances/${id}`), ['one'])
    await clerk.post(`/tasks/${task?.id}/claim`)
    const added = await clerk.post(`/tasks/${task?.id}/add-signers`, { users: ['market_reviewer'], position: 'before', opinion: '请看' })
    assert.equal(added.status, 200)
    const signers = (await clerk.get<{ data: { id: string }[] }>(`/instances/${id}/tasks`)).body.data
    const signer = signers.find((one) => one.id !== task?.id)
    assert.deepEqual(await fieldsOf(`/tasks/${signer?.id}`), ['one'])
  })
})
