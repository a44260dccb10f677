import { ROLE_NAMES } from '#adapters/web/contract/capabilities'

/** Where a signer stands to the task (加签). */
export type SignPosition = 'before' | 'after' | 'parallel'
export type Assignment = { cause: 'claim' | 'release' | 'transfer' | 'delegate' | 'resolve'; by: string; to: string; opinion: string | null }
export interface DecidedTable {
  table: string
  /** Numbers of the rules that were hit, and what stands beside them. */
  rules: readonly number[]
  notes: readonly string[]
}

const POSITIONS: Readonly<Record<SignPosition, string>> = { before: '前加签', after: '后加签', parallel: '并行加签' }
const saying = (label: string, text: string | null): string => (text ? `。${label}：${text}` : '')
const because = (reason: string | null | undefined): string => (reason ? `：${reason}` : '')

/**
 * What the server itself says of running work, in Chinese. Names of people, nodes, outcomes, rules and documents are the county's and its
 * packages' own words: they are put in as they are, in every language.
 */
export const zhCn = {
  system: '系统',
  applicant: '申请人',
  list: (words: readonly string[]): string => words.join('、'),
  roles: ROLE_NAMES as Readonly<Record<string, string>>,
  unitRole: (unit: string, role: string): string => `${unit}·${role}`,
  some: (names: string, count: number): string => `${names}等 ${count} 人`,
  groupOf: (group: string, count: number): string => `${group}（${count === 0 ? '暂无人员' : `${count} 人`}）`,
  copiesOf: (form: string, count: number): string => `${form} ${count} 份`,
  asTheItemSays: '按事项确定',
  waits: { automatic: '系统自动处理', outside: '外部消息或时限' },
  row: { copy: '抄送', draft: '填写申请' },
  drawing: {
    name: '流程图',
    units: { days: '天', hours: '时', minutes: '分', seconds: '秒' },
    heat: (count: number, median: string, most: string, waiting: number): string => `${count} 次，中位 ${median}，九成在 ${most} 以内，停留 ${waiting}`,
  },
  stands: { completed: '已办结', cancelled: '已终止', voided: '已作废', suspended: '已挂起', active: '自动处理中' },
  signed: { agree: '同意', disagree: '不同意' } as Readonly<Record<string, string>>,
  cards: {
    watched: { promised: '承诺时限', legal: '法定时限', task: '环节时限', silence: '逾期未告知', supplement: '再次补正', reasons: '未说明理由' },
    states: { open: '已发牌', supervised: '督办待答复', answered: '已答复', closed: '督办办结', corrected: '已纠正' },
    records: { correction: '纠正', answer: '答复', closed: '办结' },
  },
  acts: {
    complete: '办理',
    sign: POSITIONS,
    addSigners: (people: string): string => `加签：${people}`,
    return: (to: string): string => `退回至“${to}”`,
    withdraw: '撤回',
    jump: (to: string): string => `跳转至“${to}”`,
    transfer: (to: string): string => `转办给${to}`,
    delegate: (to: string): string => `委派给${to}`,
    resolve: '归还',
  },
  history: {
    erased: '（内容已依法清除）',
    started: (by: string): string => (by === '' ? '办件已发起' : `${by}发起办件`),
    taskCreated: (task: string, whose: string): string => `进入“${task}”${whose ? `，待${whose}办理` : ''}`,
    assigned: ({ cause, by, to, opinion }: Assignment): string => {
      const more = opinion ? `。意见：${opinion}` : ''
      switch (cause) {
        case 'claim': return `${to}签收`
        case 'release': return `${by}退签`
        case 'transfer': return `${by}转办给${to}${more}`
        case 'delegate': return `${by}委派给${to}${more}`
        case 'resolve': return `${by}归还给${to}${more}`
      }
    },
    taskCancelled: (task: string, reason: string | null | undefined): string => `“${task}”不再需要办理${because(reason)}`,
    taskDone: (by: string, task: string, outcome: string | null, opinion: string | null): string =>
      [`${by}办理“${task}”`, outcome && `：${outcome}`, opinion && `。意见：${opinion}`].filter(Boolean).join(''),
    timerFired: (timer: string): string => `定时“${timer}”到期`,
    compensation: (names: readonly string[]): string => `开始撤销已办结的${names.map((name) => `“${name}”`).join('、')}`,
    transactionCancelled: (name: string): string => `“${name}”已取消`,
    signalThrown: (name: string, signal: string): string => `“${name}”发出信号“${signal}”`,
    escalation: (name: string, caughtBy: string | null): string => (caughtBy === null ? `“${name}”升级，无人响应` : `“${name}”升级至“${caughtBy}”`),
    documentAsked: (register: string | null | undefined): string => `出具文书${register ? `（${register}）` : ''}`,
    noted: (words: string): string => words,
    decided: (name: string, decision: string, tables: readonly DecidedTable[]): string => {
      const told = tables.map(({ table, rules, notes }) =>
        rules.length === 0 ? `“${table}”没有规则命中` : `“${table}”第 ${rules.join('、')} 条规则${notes.length > 0 ? `（${notes.join('；')}）` : ''}`)
      return [`“${name}”按决策“${decision}”得出结果`, told.join('，')].filter(Boolean).join('：')
    },
    watched: (name: string, message: string): string => `“${name}”：${message}`,
    stopped: (name: string, message: string): string => `在“${name}”停住：${message}`,
    skipped: (by: string, reason: string | null | undefined): string => `${by || '系统'}跳过了停住的环节${because(reason)}`,
    incidentSolved: '运行事故已处理',
    completed: '办件办结',
    cancelled: (reason: string): string => `办件终止：${reason}`,
    suspended: (reason: string): string => `办件挂起：${reason}`,
    suspensionLifted: (byCaller: boolean): string => (byCaller ? '上级流程已激活，本办件自身的挂起仍在' : '本办件的挂起已解除，上级流程仍在挂起'),
    resumed: '办件激活',
    migrated: (by: string, reason: string | null | undefined): string => `${by === '' ? '' : `${by}将`}办件迁移到流程的另一版本${because(reason)}`,
    signersAdded: (by: string, task: string, position: SignPosition, people: string, note: string | null): string =>
      `${by}在“${task}”${POSITIONS[position]}，请${people}签署${saying('说明', note)}`,
    signersRemoved: (by: string, task: string, people: string, note: string | null): string => `${by}在“${task}”减签，不再请${people}签署${saying('说明', note)}`,
    signerAsked: (person: string, position: SignPosition): string => `待${person}签署（${POSITIONS[position]}）`,
    signatureCancelled: (task: string, reason: string | null | undefined): string => `“${task}”的加签不再需要${because(reason)}`,
    signed: (by: string, task: string, outcome: string | null, opinion: string | null): string => `${by}签署“${task}”${outcome ? `：${outcome}` : ''}${saying('意见', opinion)}`,
    returned: (by: string, task: string, to: string, comesBack: boolean, opinion: string | null): string =>
      `${by}把“${task}”退回至“${to}”${comesBack ? '，办完后直接返回' : ''}${saying('意见', opinion)}`,
    withdrawn: (by: string, task: string, reason: string | null): string => `${by}撤回“${task}”的办理${saying('原因', reason)}`,
    sentBack: (task: string, to: string): string => `有人不同意，“${task}”退给${to}再办一次`,
    moved: (by: string, from: string, to: string, reason: string | null): string => `${by}把办件从“${from}”跳转至“${to}”${saying('原因', reason)}`,
    urged: (by: string, task: string, note: string | null): string => `${by}催办“${task}”${saying('附言', note)}`,
    copied: (by: string, to: string, note: string | null): string => `${by}抄送给${to}${saying('附言', note)}`,
    copyRead: (by: string): string => `${by}已阅`,
    voided: (by: string, reason: string | null): string => `${by}作废办件${saying('原因', reason)}`,
    woken: (by: string, at: string, reason: string | null): string => `${by}唤醒办件，从“${at}”继续${saying('原因', reason)}`,
    voted: (task: string, hasPassed: boolean, { agree, disagree, abstain, total }: Readonly<Record<'agree' | 'disagree' | 'abstain' | 'total', number>>): string =>
      `“${task}”会签${hasPassed ? '通过' : '未通过'}：同意 ${agree}，不同意 ${disagree}，弃权 ${abstain}，共 ${total} 票`,
    autoPassed: (task: string, by: string, reason: string): string => `“${task}”由${by}办理，${reason}`,
  },
}

export type Sentences = typeof zhCn
