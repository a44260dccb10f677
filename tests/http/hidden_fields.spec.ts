import { test } from '@japa/runner'
import { County } from '#tests/walks/support/county'
import { APPLICATION } from '#tests/walks/support/restaurant_case'
import { startServer, type ServerProcess } from './server_process.js'

const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')

interface Resource {
  name: string
  content: string
}
interface Case {
  applicant: { name: string; idNumber: string | null; phone: string | null }
  materials: { name: string }[]
}

test.group('Fields hidden at a node', (group) => {
  let server: ServerProcess
  let county: County
  group.setup(async () => {
    server = await startServer({ clock: '2026-11-23T09:00:00+08:00' })
    county = new County(server)
    const designer = await county.as('admin')
    const { resources } = (await designer.get<{ resources: Resource[] }>('/packages/restaurant/versions/1/resources')).body
    const published = await designer.post('/packages/restaurant/publish', { resources: resources.map(withHiddenFields), note: '窗口不看证件' })
    if (published.status >= 300) throw new Error(published.text)
    return () => server.stop()
  })

  test('neither the file nor what the case says of them reaches whoever they are hidden from; the starter sees his own', async ({ assert }) => {
    const clerk = await county.as('window1')
    const upload = (await clerk.upload<{ id: string; name: string; size: number; sha256: string }>('/attachments', '身份证明.png', PNG)).body
    const file = { id: upload.id, name: upload.name, size: upload.size, sha256: upload.sha256 }
    const id = await county.start('window1', 'restaurant', { ...APPLICATION, identityFiles: [file] })
    const { id: taskId } = await county.task('window2', id, 'receive')
    const shown = async (username: string) => ({
      attachments: (await county.get<{ attachments: { id: string }[] }>(username, `/tasks/${taskId}`)).attachments.map((one) => one.id),
      download: (await (await county.as(username)).get(`/attachments/${upload.id}`)).status,
      preview: (await (await county.as(username)).get(`/attachments/${upload.id}/preview`)).status,
      record: await county.get<Case>(username, `/cases/${id}`),
    })

    const hidden = await shown('window2')
    assert.deepEqual([hidden.attachments, hidden.download, hidden.preview], [[], 404, 404])
    assert.isNull(hidden.record.applicant.idNumber)
    assert.equal(hidden.record.applicant.name, APPLICATION['applicantName'])
    const names = (record: Case) => record.materials.map((material) => material.name)
    assert.notInclude(names(hidden.record), '经营者或法定代表人身份证明')
    assert.include(names(hidden.record), '经营场所使用证明')

    const own = await shown('window1')
    assert.deepEqual([own.attachments, own.download, own.preview], [[upload.id], 200, 200])
    assert.isString(own.record.applicant.idNumber)
    assert.include(names(own.record), '经营者或法定代表人身份证明')
  })
})

/** The shipped business, except that 收件审查 sees neither the number nor the copy of the identity card. */
const withHiddenFields = (resource: Resource): Resource => ({
  ...resource,
  content: resource.content.replace(
    /(<bpmn:userTask id="receive"[\s\S]*?<bpmn:extensionElements>)/,
    '$1<gov:fieldPermission name="applicantIdNumber" permission="hidden"/><gov:fieldPermission name="identityFiles" permission="hidden"/>',
  ),
})
