/** Why a message is refused: HTTP status, Chinese words, whether the same message may pass later as it is (`again`). */
export interface FaultKind {
  status: number
  zh: string
  /** `sign` = sign anew and send again; `wait` = send again later; `no` = the content has to change. */
  again: 'sign' | 'wait' | 'no'
}

const refused = (zh: string): FaultKind => ({ status: 422, zh, again: 'no' })

/** 错误代码表. `{}` in the words is filled with what the message said. */
export const FAULTS = {
  // transport and signature
  '1001': { status: 401, zh: '缺少请求头 {}', again: 'sign' },
  '1002': { status: 401, zh: '应用标识 {} 未登记', again: 'no' },
  '1003': { status: 401, zh: '签名算法 {} 不在约定范围', again: 'no' },
  '1004': { status: 401, zh: '时间戳 {} 与平台时间相差超过 300 秒或格式不对', again: 'sign' },
  '1005': { status: 401, zh: '随机数 {} 格式不对或 10 分钟内已用过', again: 'sign' },
  '1006': { status: 401, zh: '签名验证不通过', again: 'no' },
  '1007': { status: 400, zh: '报文加密方式 {} 不在约定范围', again: 'no' },
  '1008': { status: 400, zh: '报文解密失败', again: 'no' },
  '1009': { status: 415, zh: '内容类型 {} 不支持，应为 application/json; charset=utf-8', again: 'no' },
  '1010': { status: 413, zh: '报文超过 1 MB', again: 'no' },
  '1011': { status: 400, zh: '报文不是有效的 UTF-8', again: 'no' },
  '1012': { status: 400, zh: '报文不是有效的 JSON', again: 'no' },
  '1013': { status: 404, zh: '没有这个接口：{}', again: 'no' },
  '1014': { status: 405, zh: '此接口不支持 {} 方法', again: 'no' },
  '1015': { status: 429, zh: '请求过于频繁，请在 Retry-After 指明的秒数之后再试', again: 'wait' },
  '1016': { status: 503, zh: '平台维护中', again: 'wait' },
  // envelope
  '2001': { status: 400, zh: '信封缺少 {}', again: 'no' },
  '2002': { status: 400, zh: '信封有未约定的成员 {}', again: 'no' },
  '2003': { status: 400, zh: 'messageId 应为 1–64 位字母、数字、点、冒号、下划线或连字符', again: 'no' },
  '2004': { status: 400, zh: 'dataset“{}”与接口地址不一致', again: 'no' },
  '2005': { status: 400, zh: 'schema“{}”不是本接口的模式', again: 'no' },
  '2006': { status: 422, zh: '接口版本 {} 不受理', again: 'no' },
  '2007': { status: 400, zh: 'data 应为对象', again: 'no' },
  '2008': { status: 409, zh: '同一 messageId 已用于另一内容的报文', again: 'no' },
  // form of fields
  '3001': refused('{} 必填'),
  '3002': refused('{} 在此情况下必填'),
  '3003': refused('未约定的字段 {}'),
  '3004': refused('{} 的类型不对'),
  '3005': refused('{} 过长'),
  '3006': refused('{} 的长度不对'),
  '3007': refused('{} 应为数字'),
  '3008': refused('{} 的日期格式不对'),
  '3009': refused('{} 不是存在的日期'),
  '3010': refused('{} 不在代码表中'),
  '3011': refused('{} 有超出 GBK 字符集的字，应写作 {U+十六进制码}'),
  '3012': refused('{} 有控制字符，或首尾有空白'),
  '3013': refused('{} 的格式不符合要求'),
  '3014': refused('{} 的小数位数或整数位数不对'),
  '3015': refused('{} 的条数不对'),
  '3016': refused('{} 在此情况下不应填写'),
  '3017': refused('{} 不应含居民身份证号码'),
  '3018': refused('{} 超出范围'),
  '3019': refused('{} 过短'),
  '3020': refused('报文带有“演练”标记，演练信息不得上报'),
  '3021': refused('{} 不应含数字'),
  '3022': refused('{} 有平台时间 10 分钟以后的时间'),
  // 办件
  '4001': refused('没有办件 {} 的申请信息'),
  '4002': refused('办件 {} 的申请信息已经报过'),
  '4003': refused('办件 {} 的受理信息已经报过'),
  '4004': refused('办件 {} 尚未报受理信息'),
  '4005': refused('办件 {} 已经办结，不再接收这类信息'),
  '4006': refused('办件 {} 不予受理，只能接着报“不予受理”办结'),
  '4007': refused('实施编码 {} 与申请信息不一致'),
  '4008': refused('受理时间早于申请时间'),
  '4009': refused('承诺办结时间早于受理时间'),
  '4010': refused('开始时间早于受理时间'),
  '4011': refused('结束时间早于开始时间'),
  '4012': refused('环节 {} 的已办信息已经报过'),
  '4013': refused('特别程序 {} 没有报过开始'),
  '4014': refused('特别程序 {} 的这一阶段已经报过'),
  '4015': refused('特别程序 {} 没有结束，不能办结'),
  '4016': refused('办结时间早于受理时间'),
  '4017': refused('已受理的办件不能以“不予受理”办结'),
  '4018': refused('办结时间早于某一环节的结束时间'),
  '4019': refused('不准予的办件不应有结果证照'),
  '4020': refused('办件 {} 尚未办结，不能评价'),
  '4021': refused('评价次数 {} 已经报过'),
  '4022': refused('评价次数 {} 不连续'),
  '4023': refused('评价时间早于办结时间'),
  '4024': refused('环节 {} 已经报过，不能再报待办'),
  // events and alarms
  '5001': refused('没有事件 {} 的立案信息'),
  '5002': refused('事件 {} 的立案信息已经报过'),
  '5003': refused('事件 {} 已经办结'),
  '5004': refused('进展 {} 已经报过'),
  '5005': refused('时间早于立案时间'),
  '5006': refused('立案时间早于上报时间'),
  '5007': refused('没有派发 {}'),
  '5008': refused('报警 {} 没有报过发生'),
  '5009': refused('报警 {} 的这一状态已经报过'),
  '5010': refused('消除时间早于发生时间'),
  '5011': refused('主件事件 {} 没有立案信息'),
  // emergency reports
  '6001': refused('突发事件 {} 没有初报'),
  '6002': refused('突发事件 {} 的初报已经报过'),
  '6003': refused('突发事件 {} 已经终报'),
  '6004': refused('报告序号 {} 不连续或已经报过'),
  '6005': refused('接报时间早于事发时间'),
  '6006': refused('报送时间早于接报时间或上一报'),
  // tickets and notices
  '7001': refused('没有工单 {}'),
  '7002': refused('工单 {} 已经答复'),
  '7003': refused('工单 {} 已由平台撤回'),
  '7004': refused('答复时间早于派单时间'),
  '8001': refused('通知 {} 已经发过'),
  '8002': refused('时间早于上一条通知的时间'),
  '8003': refused('通知内容不应含手机号'),
} as const satisfies Record<string, FaultKind>

export type FaultCode = keyof typeof FAULTS

/** A refusal: its code, its words with what the message said, the field it lies in. */
export interface Fault {
  code: FaultCode
  reason: string
  field: string | null
}

export const fault = (code: FaultCode, said = '', field: string | null = null): Fault => ({ code, reason: FAULTS[code].zh.replace('{}', said), field })
