/** How a field table of the interface document says one field; the checks and the printed tables are both made from it. */
export interface Field {
  name: string
  zh: string
  /**
   * `an..50` characters up to 50, `an18` exactly 18, `a..30` without digits, `n1`, `n..9` digits, `n..16,2` a number of at most 16 digits, 2 of
   * them decimals, one of the date formats, `list..200` and `object` with `fields`.
   */
  type: string
  /** Required, optional, or required on a condition. */
  need: 'M' | 'O' | Condition
  codes?: CodeTableName
  fields?: readonly Field[]
  /** May hold names, numbers of identity papers and phones. */
  isPersonal?: true
  /** Least number of characters. */
  least?: number
  /** Further rule of form, in words and as a pattern; `when` = only where another field has this value. */
  pattern?: { words: string; is: RegExp; when?: { field: string; is: string } }
  /** Least and greatest number. */
  range?: readonly [number, number]
  note?: string
}

/** Required when another field of the same object has one of these values (`'*'` = is filled); otherwise it has to stay empty if `only`. */
export interface Condition {
  field: string
  in: readonly string[] | '*'
  only?: true
}

export interface Dataset {
  platform: PlatformName
  name: string
  zh: string
  /** Versions taken today, oldest first, each with its fields. */
  versions: Readonly<Record<string, readonly Field[]>>
  /** Field whose value the ledger lists as the number. */
  number: string
}

export type PlatformName = 'province' | 'good-review' | 'city-brain' | 'emergency' | 'hotline' | 'my-changsha' | 'mass-work'

/** Date formats: the three that GB/T 39046—2020 mixes, and the city's own. All are Beijing time. */
export const DATE_FORMATS = {
  YYYYMMDDThhmmss: /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})$/,
  YYYYMMDDhhmmss: /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/,
  'YYYYMMDDhh:mm:ss': /^(\d{4})(\d{2})(\d{2})(\d{2}):(\d{2}):(\d{2})$/,
  'YYYY-MM-DD hh:mm:ss': /^(\d{4})-(\d{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2})$/,
  YYYYMMDD: /^(\d{4})(\d{2})(\d{2})$/,
} as const
export type DateFormat = keyof typeof DATE_FORMATS

type CodeTableName = keyof typeof CODE_TABLES

/** Code tables (代码表). */
export const CODE_TABLES = {
  yesNo: { '0': '否', '1': '是' },
  projectType: { '1': '即办件', '2': '承诺办件', '9': '其他' },
  applicantType: { '1': '自然人', '2': '企业法人', '3': '事业法人', '4': '社会组织法人', '5': '行政机关', '6': '其他' },
  idType: { '001': '统一社会信用代码', '099': '其他法人证件', '111': '居民身份证', '112': '临时居民身份证', '113': '居民户口簿', '114': '军官证', '414': '普通护照', '516': '港澳居民来往内地通行证', '511': '台湾居民来往大陆通行证', '999': '其他自然人证件' },
  handlingForm: { '1': '窗口', '2': '电脑端', '3': '移动端', '4': '快递', '9': '其他' },
  receiveWay: { '1': '纸质收取', '2': '电子上传', '3': '电子证照调用', '4': '已有材料沿用' },
  acceptResult: { '1': '受理', '2': '不予受理' },
  action: { '1': '通过', '2': '退回', '3': '其他' },
  stepStatus: { '1': '待办', '2': '已办' },
  procedureKind: { '1': '延长审批', '2': '其他' },
  procedurePhase: { '1': '开始', '2': '结束' },
  completionResult: { '1': '准予', '2': '不予许可', '3': '不予受理', '4': '申请人撤回', '5': '终止' },
  evaluationChannel: { '1': '窗口评价器', '2': '网站', '3': '移动端', '4': '短信', '5': '自助终端', '9': '其他' },
  satisfactionDown: { '1': '非常满意', '2': '满意', '3': '基本满意', '4': '不满意', '5': '非常不满意' },
  satisfactionUp: { '5': '非常满意', '4': '满意', '3': '基本满意', '2': '不满意', '1': '非常不满意' },
  eventCategory: { '01': '建设', '02': '环境', '03': '安全', '04': '治安', '05': '上访', '99': '其他' },
  eventSource: { '01': '12345热线', '02': '网格', '03': '网站', '04': '微信', '05': '行政执法热线', '06': '网上群众工作部', '07': '物联感知', '08': '上级派发', '99': '其他' },
  eventUrgency: { '1': '紧急', '2': '一般' },
  eventAction: { '01': '派遣', '02': '签收', '03': '处置', '04': '返工', '05': '延期', '06': '挂账', '07': '督办', '08': '吹哨', '09': '核查', '99': '其他' },
  eventEnding: { '1': '结案', '2': '终止', '3': '随主件办结' },
  alarmSeverity: { '1': '特别严重', '2': '严重', '3': '一般', '4': '提示' },
  alarmState: { '1': '发生', '2': '消除' },
  reportType: { '1': '初报', '2': '续报', '3': '终报' },
  incidentType: { '11': '水旱灾害', '12': '气象灾害', '13': '地震灾害', '14': '地质灾害', '16': '森林火灾', '19': '其他自然灾害', '21': '安全生产事故', '22': '交通运输事故', '23': '公用设施和设备事故', '24': '环境污染和生态破坏', '25': '火灾', '29': '其他事故灾难', '31': '公共卫生事件', '41': '社会安全事件' },
  incidentLevel: { '1': '特别重大', '2': '重大', '3': '较大', '4': '一般' },
  answerResult: { '1': '已解决', '2': '部分解决', '3': '解释说明', '4': '退回（不属本单位职责）' },
  progressStatus: { '01': '已提交', '02': '已收件', '03': '已受理', '04': '办理中', '05': '待补正', '06': '已办结', '07': '不予办理', '08': '可领取结果', '09': '已撤回' },
  withdrawnBy: { '1': '申请人（来电人）', '2': '平台' },
} as const satisfies Record<string, Readonly<Record<string, string>>>
