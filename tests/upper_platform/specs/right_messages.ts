/** Right messages of every data set, written from the interface document; specs make one fault in one of them. Day of all: 2026-11-23. */
export type Data = Readonly<Record<string, unknown>>

export const NOW = '2026-11-23T17:00:00+08:00'
export const CASE = '430121001202611230000017-01'
const PARENT = '430121001202611230000017'
const DEPARTMENT = { departmentName: '长沙县市场监督管理局', departmentCode: '11430121006123456A' }

export const application: Data = {
  projectNo: CASE, parentProjectNo: PARENT, taskCode: '示例SX-430121-0102', taskName: '食品经营许可', projectType: '2', applicantType: '1', applicantName: '章示例',
  idType: '111', idNo: '430121199013320000', contactName: '章示例', contactPhone: '10000000000', address: '长沙县星沙街道望仙路示例号', source: '1', appliedAt: '20261123090000', divisionCode: '430121',
  materials: [
    { name: '经营场所平面布局图', isReceived: '1', receiveWay: '1', quantity: '1', receivedAt: '20261123090500' },
    { name: '从业人员健康证明', isReceived: '0' },
  ],
}
export const acceptance: Data = {
  projectNo: CASE, taskCode: '示例SX-430121-0102', taskName: '食品经营许可', acceptResult: '1', ...DEPARTMENT, handlerName: '王示例', acceptedAt: '20261123T093000',
  documentNo: '长县行审受〔2026〕12号', promisedAt: '20261203235959', projectType: '2', divisionCode: '430121',
}
export const nonAcceptance: Data = (({ promisedAt: _promised, ...rest }) => ({ ...rest, acceptResult: '2', refuseReason: '不属于本县管辖。' }))(acceptance as Record<string, unknown>)
export const step: Data = {
  projectNo: CASE, stepNo: 'handle-1', stepName: '承办', stepStatus: '2', action: '1', handlerName: '王示例', opinion: '经审查符合条件，拟同意。',
  startedAt: '20261123T093000', endedAt: '20261123T110000', ...DEPARTMENT,
}
export const procedureBegun: Data = {
  projectNo: CASE, procedureNo: 'p1', phase: '1', kindCode: '2', kindName: '检测', startedAt: '2026112310:00:00', basis: '《中华人民共和国行政许可法》第四十五条', ...DEPARTMENT, handlerName: '王示例',
}
export const procedureEnded: Data = { ...procedureBegun, phase: '2', endedAt: '2026112315:00:00', result: '检测合格' }
export const completion: Data = {
  projectNo: CASE, taskCode: '示例SX-430121-0102', handlerName: '王示例', completedAt: '20261123T160000', result: '1', resultDesc: '准予许可。', certificateName: '食品经营许可证', certificateNo: '示例-市-0001',
  certificateValidity: '20261201-20311130', issuer: '长沙县市场监督管理局', divisionCode: '430121', isExpress: '0', isCharged: '0',
}
export const completionInNewVersion: Data = (({ certificateValidity: _validity, ...rest }) => ({ ...rest, certificateValidFrom: '20261201', certificateValidTo: '99991231' }))(completion as Record<string, unknown>)
export const payment: Data = { billNo: 'JK-0001', payeeName: '长沙县市场监督管理局', amount: '128.50', paidAt: '20261123150000', payerName: '章示例' }
export const evaluation: Data = { projectNo: CASE, evaluationNo: '1', channel: '1', evaluatedAt: '20261123163000', satisfaction: '1' }
export const review: Data = {
  projectNo: CASE, deptCode: DEPARTMENT.departmentCode, taskCode: '示例SX-430121-0102', taskName: '食品经营许可', proDepart: DEPARTMENT.departmentName, userName: '章示例', userProp: '1', userPageType: '111',
  certKey: '430121199013320000', satisfaction: '5', assessTime: '2026-11-23 16:30:00', assessNumber: '1', dataSource: '1',
}
export const eventFiled: Data = {
  eventNo: '43012103012611230001', title: '望仙路井盖倾斜', categoryCode: '03', subtypeCode: 'manhole', subtypeName: '智慧井盖倾斜', urgency: '1', source: '07', description: '井盖倾斜 22.4 度。',
  townName: '星沙街道', address: '望仙路示例小区门口', longitude: '113.080123', latitude: '28.245678', reportedAt: '2026-11-23 09:00:00', filedAt: '2026-11-23 09:05:00',
}
export const eventProgress: Data = { eventNo: '43012103012611230001', progressNo: '1', action: '02', unitName: '长沙县城市管理局', occurredAt: '2026-11-23 09:20:00' }
export const eventClosed: Data = { eventNo: '43012103012611230001', ending: '1', unitName: '长沙县城市管理局', result: '已更换井盖。', closedAt: '2026-11-23 10:30:00', isOnTime: '1' }
export const alarm: Data = {
  alarmNo: 'A-1', state: '1', deviceNo: 'well/WX-0001', deviceKind: '井盖', deviceName: '望仙路 1 号井盖', alarmKind: 'tilt', severity: '2', townName: '星沙街道', address: '望仙路示例小区门口', raisedAt: '2026-11-23 09:00:00',
}
export const alarmCleared: Data = { ...alarm, state: '2', clearedAt: '2026-11-23 10:00:00' }
export const firstReport: Data = {
  incidentNo: 'YJ-2026-0007', reportType: '1', sequence: '1', title: '捞刀河罗汉庄站超警戒', incidentType: '11', occurredAt: '2026-11-23 08:00:00', receivedAt: '2026-11-23 08:10:00', reportedAt: '2026-11-23 08:25:00',
  place: '罗汉庄站', situation: '水位 34.20 米，超警戒 0.20 米。', reporterName: '周示例', reporterPhone: '0731-84000000', approverName: '吴示例',
}
export const nextReport: Data = { ...firstReport, reportType: '2', sequence: '2', reportedAt: '2026-11-23 10:00:00', deaths: '0', missing: '0', injured: '0', measures: '巡堤查险，转移低洼处群众。' }
export const finalReport: Data = { ...nextReport, reportType: '3', sequence: '3', incidentLevel: '4', reportedAt: '2026-11-23 16:00:00' }
export const ticketAnswer: Data = { ticketNo: 'RX202611230001', result: '1', answer: '您好，井盖已于今日上午更换，感谢您的反映。', unitName: '长沙县城市管理局', answeredAt: '2026-11-23 16:00:00' }
export const notice: Data = {
  projectNo: CASE, noticeNo: '1', businessName: '开餐饮店一件事', idNo: '430121199013320000', status: '03', content: '您的申请已受理，承诺 12 月 3 日前办结。', departmentName: '长沙县行政审批服务局', occurredAt: '2026-11-23 09:30:00',
}
export const ticket: Data = { ticketNo: 'RX202611230001', version: '1', title: '井盖松动', content: '望仙路井盖松动。', receivedAt: '2026-11-23 08:00:00', answerDueAt: '2026-11-30 18:00:00' }
