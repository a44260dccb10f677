import { test } from '@japa/runner'
import { GOVERNMENT_TARGETS } from '#adapters/government/target_kinds'
import type { FactContents, FactKind } from '#processes/foundation/deliveries/fact'
import type { TargetSettings } from '#processes/foundation/deliveries/target'
import { ITEM, NOON_MS, sampleFact, SAMPLE_CONTENTS, SETTINGS } from './sample_facts.js'

interface Envelope {
  messageId: string
  dataset: string
  schema: string
  version: string
  data: Record<string, unknown>
}

function mapped<Kind extends FactKind>(target: string, kind: Kind, change: Partial<FactContents[Kind]> = {}, settings: Partial<TargetSettings> = {}, version?: string) {
  const targetKind = GOVERNMENT_TARGETS.find((one) => one.kind === target)!
  return targetKind.mappings[version ?? targetKind.currentMapping]!(sampleFact(kind, change), { ...SETTINGS, ...settings }, { nowMs: NOON_MS, messageId: 'message-1' })
}

function envelope(answer: ReturnType<typeof mapped>): Envelope {
  if (!answer.ok) throw new Error(answer.reason)
  return JSON.parse(answer.message.body) as Envelope
}

const PLACED = { projectNo: ITEM.itemNumber, taskCode: ITEM.implementationCode }
const UNIT_FIELDS = { departmentName: '县市场监督管理局', departmentCode: '11430121MB1K234567' }

test.group('mapping | each data set as its document asks', () => {
  const table: [string, FactKind, string, Record<string, unknown>][] = [
    ['provincial_service', 'application', '/province/v1/application 1.0', {
      ...PLACED, parentProjectNo: ITEM.caseNumber, taskName: '食品经营许可（新办）', projectType: '2', applicantType: '1', applicantName: '{U+20BB7}祥餐饮店', idType: '111',
      idNo: '43012119900101123X', contactName: '张{U+4DAE}', contactPhone: '13800000001', source: '1', appliedAt: '20261122100000', divisionCode: '430121',
      materials: [{ name: '平面布局图', isReceived: '1', receiveWay: '1', quantity: '1', receivedAt: '20261122100000' }, { name: '房屋租赁合同', isReceived: '0' }],
    }],
    ['provincial_service', 'acceptance', '/province/v1/acceptance 1.0', {
      ...PLACED, ...UNIT_FIELDS, taskName: '食品经营许可（新办）', acceptResult: '1', handlerName: '周敏', acceptedAt: '20261122T110000', documentNo: '长县市监受〔2026〕12号',
      promisedAt: '20261202100000', projectType: '2', divisionCode: '430121',
    }],
    ['provincial_service', 'process', '/province/v1/process 1.0', {
      ...UNIT_FIELDS, projectNo: ITEM.itemNumber, stepNo: 'instance-0001:17', stepName: '审核', stepStatus: '2', action: '1', handlerName: '周敏', opinion: '符合条件。',
      startedAt: '20261122T120000', endedAt: '20261122T130000',
    }],
    ['provincial_service', 'special_procedure', '/province/v1/special-procedure 1.0', {
      ...UNIT_FIELDS, projectNo: ITEM.itemNumber, procedureNo: `${ITEM.itemNumber}-T1`, phase: '2', kindCode: '2', kindName: '听证', startedAt: '2026112214:00:00',
      basis: '行政许可法第四十七条；直接涉及他人重大利益', endedAt: '2026112215:00:00', result: '听证结束，恢复计算办理时限', handlerName: '周敏',
    }],
    ['provincial_service', 'completion', '/province/v1/completion 1.1', {
      ...PLACED, handlerName: '周敏', completedAt: '20261122T160000', result: '1', resultDesc: '准予许可', certificateName: '食品经营许可证', certificateNo: 'JY24301210000001',
      certificateValidFrom: '20261122', certificateValidTo: '20311121', issuer: '县市场监督管理局', divisionCode: '430121', isExpress: '0', isCharged: '0',
    }],
    ['provincial_service', 'evaluation', '/province/v1/evaluation 1.0', {
      projectNo: ITEM.caseNumber, evaluationNo: '1', channel: '2', evaluatorName: '{U+20BB7}祥餐饮店', evaluatedAt: '20261122170000', satisfaction: '1',
    }],
    ['good_review', 'evaluation', '/good-review/v1/evaluation 1.0', {
      projectNo: ITEM.caseNumber, deptCode: '11430121MB1K234567', taskCode: ITEM.implementationCode, taskName: '食品经营许可（新办）', proDepart: '县市场监督管理局',
      userName: '{U+20BB7}祥餐饮店', userProp: '1', userPageType: '111', certKey: '43012119900101123X', satisfaction: '5', assessTime: '2026-11-22 17:00:00', assessNumber: '1', dataSource: '2',
    }],
    ['city_brain', 'event_filed', '/city-brain/v1/event-filed 1.0', {
      eventNo: '4301210302261122000001', title: '智慧井盖倾斜', categoryCode: '03', subtypeCode: 'AQ01', subtypeName: '井盖倾斜', urgency: '1', source: '07', description: '井盖倾角 22.4 度',
      townName: '㮾梨街道', address: '㮾梨街道 3 号', longitude: '113.081235', latitude: '28.2', reportedAt: '2026-11-22 10:00:00', filedAt: '2026-11-22 11:00:00', dueAt: '2026-11-22 13:00:00',
    }],
    ['city_brain', 'event_progress', '/city-brain/v1/event-progress 1.0', {
      eventNo: '4301210302261122000001', progressNo: '4301210302261122000001-1', action: '01', unitName: '长沙县网格化指挥中心', description: '待签收', occurredAt: '2026-11-22 11:00:00',
    }],
    ['city_brain', 'event_closed', '/city-brain/v1/event-closed 1.0', {
      eventNo: '4301210302261122000001', ending: '1', unitName: '县城市管理局', result: '已更换井盖并复查。', closedAt: '2026-11-22 12:00:00', isOnTime: '1',
    }],
    ['city_brain', 'alarm', '/city-brain/v1/alarms 1.0', {
      alarmNo: 'manhole-7:tilt:1', state: '1', deviceNo: 'nb-iot/井盖-7', deviceKind: 'manhole', deviceName: '7 号井盖', alarmKind: 'tilt', severity: '2', townName: '㮾梨街道',
      address: '㮾梨街道 3 号', reading: 'tilt=22.4°', raisedAt: '2026-11-22 10:00:00',
    }],
    ['emergency', 'emergency_report', '/emergency/v1/reports 1.0', {
      incidentNo: 'TF20261122001', reportType: '1', sequence: '1', title: '㮾梨街道路段内涝', incidentType: '11', incidentLevel: '4', occurredAt: '2026-11-22 10:00:00',
      receivedAt: '2026-11-22 11:00:00', reportedAt: '2026-11-22 11:00:00', place: '㮾梨街道', situation: '积水 30 厘米。', deaths: '0', missing: '0', injured: '0', evacuated: '12',
      measures: '已封闭道路。', reporterName: '周敏', reporterPhone: '0731-84000000', approverName: '陈主任',
    }],
    ['hotline', 'ticket_answered', '/hotline/v1/ticket-answers 1.0', {
      ticketNo: 'GD20261122001', result: '1', answer: '您反映的井盖已经更换，感谢监督。', unitName: '县市场监督管理局', localNo: '4301210302261122000001', answeredAt: '2026-11-22 12:00:00',
    }],
    ['mass_work', 'ticket_answered', '/mass-work/v1/ticket-answers 1.0', {
      ticketNo: 'GD20261122001', result: '1', answer: '您反映的井盖已经更换，感谢监督。', unitName: '县市场监督管理局', localNo: '4301210302261122000001', answeredAt: '2026-11-22 12:00:00',
    }],
    ['my_changsha', 'case_progress', '/my-changsha/v1/progress 1.0', {
      projectNo: ITEM.caseNumber, noticeNo: `${ITEM.caseNumber}-2`, businessName: '开餐饮店', idNo: '43012119900101123X', phone: '13800000001', status: '04',
      content: `您申请的“开餐饮店”（${ITEM.caseNumber}）：部门审批中。`, departmentName: '县市场监督管理局', occurredAt: '2026-11-22 11:00:00',
    }],
  ]
  for (const [target, kind, address, data] of table) {
    test(`${target} is told of ${kind}`, ({ assert }) => {
      const answer = mapped(target, kind)
      const body = envelope(answer)
      assert.deepEqual(body.data, data)
      assert.equal(answer.ok && `${answer.message.path} ${body.version}`, address)
      const [, platform, , dataset] = address.split(/[/ ]/)
      assert.deepEqual([body.messageId, body.dataset, body.schema], ['message-1', dataset, `${platform}/${dataset}`])
    })
  }
})

test.group('mapping | what the case says decides', () => {
  const dataOf = <Kind extends FactKind>(target: string, kind: Kind, change: Partial<FactContents[Kind]>, settings: Partial<TargetSettings> = {}) =>
    envelope(mapped(target, kind, change, settings)).data

  test('不予受理 carries its reason and no promise', ({ assert }) => {
    const data = dataOf('provincial_service', 'acceptance', { accepted: false, reason: '不属于本机关职权范围', promisedDueAtMs: null })
    assert.include(data, { acceptResult: '2', refuseReason: '不属于本机关职权范围' })
    assert.notProperty(data, 'promisedAt')
  })

  test('即办件 is promised for the moment it is accepted', ({ assert }) => {
    assert.include(dataOf('provincial_service', 'acceptance', { itemKind: 'immediate', promisedDueAtMs: null }), { projectType: '1', promisedAt: '20261122110000' })
  })

  test('a special procedure that goes on has neither end nor result', ({ assert }) => {
    const data = dataOf('provincial_service', 'special_procedure', { endedAtMs: null })
    assert.equal(data.phase, '1')
    assert.notProperty(data, 'endedAt')
    assert.notProperty(data, 'result')
  })

  test('a refusal carries no certificate, a second certificate stands in the description', ({ assert }) => {
    const [certificate] = SAMPLE_CONTENTS.completion.certificates
    const refused = dataOf('provincial_service', 'completion', { result: 'refused', resultText: '不符合条件' })
    assert.deepEqual(Object.keys(refused).filter((name) => name.startsWith('certificate') || name === 'issuer'), [])
    assert.equal(dataOf('provincial_service', 'completion', { certificates: [{ ...certificate!, validFrom: '2026-12-01' }] }).certificateValidFrom, '20261201')
    assert.equal(dataOf('provincial_service', 'completion', { certificates: [certificate!, { ...certificate!, name: '附页', number: '2' }] }).resultDesc, '准予许可。另有：附页（2）')
  })

  test('the satisfaction runs the way each side counts, and a target may count the other way', ({ assert }) => {
    const satisfactionOf = (target: string, satisfaction: 1 | 5, settings: Partial<TargetSettings> = {}) =>
      dataOf(target, 'evaluation', { satisfaction, text: '等得太久' }, settings).satisfaction
    assert.deepEqual([satisfactionOf('provincial_service', 5), satisfactionOf('provincial_service', 1)], ['1', '5'])
    assert.deepEqual([satisfactionOf('good_review', 5), satisfactionOf('good_review', 1)], ['5', '1'])
    assert.equal(satisfactionOf('provincial_service', 5, { codes: { satisfaction: { 5: '5' } } }), '5')
  })

  test('an event of the city goes back under its own number', ({ assert }) => {
    assert.include(dataOf('city_brain', 'event_filed', { channel: 'city', channelNumber: 'PF001' }), { source: '08', dispatchNo: 'PF001' })
  })

  test('the second report of an incident is 续报 number 2, and must count people', ({ assert }) => {
    assert.include(dataOf('emergency', 'emergency_report', { stage: 'follow_up', sequence: 1 }), { reportType: '2', sequence: '2', deaths: '0' })
  })
})

test.group('mapping | what cannot be told is named', () => {
  const refusals: [string, string, FactKind, object, RegExp, Partial<TargetSettings>?][] = [
    ['two missing fields at once', 'provincial_service', 'application', { applicant: { ...SAMPLE_CONTENTS.application.applicant, idNumber: '', phone: '' } }, /“证件号码”没有填写；“手机号码”没有填写/],
    ['a unit without its credit code', 'provincial_service', 'acceptance', { acceptingUnit: { id: 'fire', name: '消防' } }, /“办理单位统一社会信用代码”的值“fire”在代码表 unitCreditCode 中没有/],
    ['a kind of paper without a code', 'provincial_service', 'application', { applicant: { ...SAMPLE_CONTENTS.application.applicant, idKind: '学生证' } }, /“证件类型代码”的值在代码表/],
    ['an over-long opinion', 'provincial_service', 'process', { opinion: '好'.repeat(1001) }, /“办理意见”超过 1000 个字（现有 1001 个）/],
    ['a material with a long name', 'provincial_service', 'application', { materials: [{ ...SAMPLE_CONTENTS.application.materials[0]!, name: '图'.repeat(201) }] }, /“申请材料”第 1 条的“材料名称”超过 200/],
    ['a rare name where the county would rather see to it', 'provincial_service', 'application', {}, /“申请者名称”含有对方字符集（GBK）没有的字“𠮷”/, { options: { rareCharacters: 'refuse' } }],
    ['a promise that is missing', 'provincial_service', 'acceptance', { promisedDueAtMs: null }, /“承诺办结时间”没有填写/],
    ['a validity that is no day', 'provincial_service', 'completion', { certificates: [{ ...SAMPLE_CONTENTS.completion.certificates[0]!, validUntil: '五年' }] }, /“证照有效期止”不是日期/],
    ['a place outside the city', 'city_brain', 'event_filed', { longitude: 0, latitude: 0 }, /“经度”应在 111.8 至 114.3 度之间/],
    ['an answer that says nothing', 'hotline', 'ticket_answered', { answer: '已处理' }, /“答复内容”不足 10 个字/],
    ['a kind it does not take', 'hotline', 'alarm', {}, /不接收“感知报警”信息/],
  ]
  for (const [title, target, kind, change, reason, settings] of refusals) {
    test(`refuses ${title}`, ({ assert }) => {
      const answer = mapped(target, kind, change, settings)
      assert.isFalse(answer.ok)
      assert.match(answer.ok ? '' : answer.reason, reason)
    })
  }

  test('no target is told of a drill, whatever the kind', ({ assert }) => {
    for (const { mappings } of GOVERNMENT_TARGETS) {
      for (const mapping of Object.values(mappings)) {
        for (const kind of Object.keys(SAMPLE_CONTENTS) as FactKind[]) {
          assert.deepEqual(mapping({ ...sampleFact(kind), drill: true }, SETTINGS, { nowMs: NOON_MS, messageId: 'm' }), { ok: false, reason: '演练的信息不上报。' })
        }
      }
    }
  })
})

test.group('mapping | a changed interface', () => {
  const forEver = { certificates: [{ ...SAMPLE_CONTENTS.completion.certificates[0]!, validUntil: null }] }

  test('is a new version of one data set; a row made by the old one is still mapped by it', ({ assert }) => {
    const [old, now] = ['v1', 'v2'].map((version) => envelope(mapped('provincial_service', 'completion', {}, {}, version)))
    assert.include(old!.data, { certificateValidity: '20261122-20311121' })
    assert.equal(old!.version, '1.0')
    assert.notProperty(old!.data, 'certificateValidFrom')
    assert.notProperty(now!.data, 'certificateValidity')
    assert.equal(now!.version, '1.1')
    assert.equal(envelope(mapped('provincial_service', 'completion', forEver, {}, 'v1')).data.certificateValidity, '长期')
    assert.equal(envelope(mapped('provincial_service', 'completion', forEver, {}, 'v2')).data.certificateValidTo, '99991231')
    assert.deepEqual(mapped('provincial_service', 'process', {}, {}, 'v1'), mapped('provincial_service', 'process', {}, {}, 'v2'))
  })
})
