import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const LEAVE = fileURLToPath(new URL('../../../processes/office/leave-request', import.meta.url))

/** 公务用车: another business made of the leave request, by its files alone. Answers the folder. */
export function copyToVehicleRequest(): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'xingliu-copied-')), 'vehicle-request')
  cpSync(LEAVE, folder, { recursive: true })
  for (const file of readdirSync(join(folder, 'rehearsals'))) rmSync(join(folder, 'rehearsals', file))
  const change = (file: string, changed: (text: string) => string) => writeFileSync(join(folder, file), changed(readFileSync(join(folder, file), 'utf8')))
  const write = (file: string, value: unknown) => writeFileSync(join(folder, file), typeof value === 'string' ? value : JSON.stringify(value, null, 2))

  change('leave.bpmn', (text) => replaced(text, MODEL))
  change('lifecycle.json', (text) => replaced(text, [['"leave"', '"trip"'], ['已准假，待销假', '已派车，待交车'], ['已销假', '已交车'], ['未准假', '未派车']]))
  change('rules/leave_approval.dmn', (text) => replaced(text, [['leave_approval', 'vehicle_approval'], ['谁批假', '谁派车'], ['<text>days</text>', '<text>distance</text>'], ['&gt; 3', '&gt; 100'], ['<text>kind</text>', '<text>purpose</text>'], ['"婚假","产假"', '"应急"']]))
  change('documents/leave_slip.hbs', (text) => replaced(text, [['准假单', '派车单'], [/<段落>[^]*<\/段落>/, '<段落>兹派{{trip.plate}}，由{{trip.name}}同志使用，前往{{trip.destination}}，往返约{{trip.distance}}公里。</段落>']]))
  write('forms/leave.form.json', form('leave', [['applicantName', '用车人'], ['destination', '目的地'], ['purpose', '事由'], ['plate', '车牌号']], 'distance', '往返里程（公里）'))
  write('forms/return.form.json', form('return', [['parkedAt', '交车地点']], 'mileage', '里程表读数'))
  write('manifest.json', MANIFEST)
  write('rehearsals/long_trip.json', REHEARSAL)
  return folder
}

export const TRIP = { applicantName: '覃用车', destination: '金井镇', purpose: '现场核查', plate: '湘A示例01', distance: 130 }

type Change = readonly [from: string | RegExp, to: string]

/** Every change has to find what it changes: a copy that says the old thing would prove nothing. */
function replaced(text: string, changes: readonly Change[]): string {
  return changes.reduce((current, [from, to]) => {
    const next = typeof from === 'string' ? current.replaceAll(from, to) : current.replace(from, to)
    if (next === current) throw new Error(`The leave request no longer holds ${String(from)}: adapt the copy.`)
    return next
  }, text)
}

const MODEL: readonly Change[] = [
  ['id="leave_request" name="干部职工请假"', 'id="vehicle_request" name="公务用车"'],
  ['leave_approval', 'vehicle_approval'], ['leave_slip', 'vehicle_slip'], ['register="准假"', 'register="派车"'],
  ['name="谁批假"', 'name="谁派车"'], ['name="销假"', 'name="交车"'], ['出具准假单', '出具派车单'], ['已返岗', '已交车'], ['已销假', '已交车'], ['未准假', '未派车'],
]

const form = (id: string, texts: readonly (readonly [string, string])[], number: string, label: string) => ({
  type: 'default', id, schemaVersion: 19,
  components: [
    ...texts.map(([key, words]) => ({ type: 'textfield', id: `Field_${key}`, key, label: words, validate: { required: true, maxLength: 50 } })),
    { type: 'number', id: `Field_${number}`, key: number, label, validate: { required: true, min: 0 } },
  ],
})

const MANIFEST = {
  key: 'vehicle-request', name: '公务用车申请', category: '内部办公', description: '由请假业务改成。', department: 'admin_service', process: 'vehicle_request', formKey: 'leave',
  case: { title: '="用车：" + destination', applicant: { name: '=applicantName' }, lifecycle: 'trip', closedBy: ['REFUSE', 'CLOSE'] },
  registers: { 派车: { word: '车' } },
  documents: {
    vehicle_slip: {
      title: '派车单', template: 'documents/leave_slip.hbs',
      fields: { 'trip.name': '=applicantName', 'trip.plate': '=plate', 'trip.destination': '=destination', 'trip.distance': '=distance' },
    },
  },
}

const REHEARSAL = {
  name: '长途用车须分管领导批准，派车后交车',
  start: { at: '2026-11-23T09:00:00+08:00', by: 'window1', values: TRIP },
  steps: [
    { at: '2026-11-23T10:00:00+08:00', by: 'admin_service_reviewer', element: 'section_head', outcome: 'agree', expect: { tasks: ['leader'], status: '审批中' } },
    { by: 'admin_service_approver', element: 'leader', outcome: 'agree', expect: { status: '已派车，待交车', numbers: { vehicle_slip: '长县行审车〔2026〕1号' } } },
    { by: 'window1', element: 'report_back', outcome: 'back', values: { parkedAt: '政务中心', mileage: 32000 }, expect: { status: '已交车', state: 'completed' } },
  ],
}
