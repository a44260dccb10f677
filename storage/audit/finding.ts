/** One thing that should not be, in words for people. */
export interface Finding {
  code: FindingCode
  instanceId: string | null
  /** Journal row, audit row or checkpoint. */
  seq: number | null
  message: string
  english: string
}

export type FindingCode =
  | 'ROW_CHANGED' | 'ROW_MISSING' | 'CHAIN_BROKEN' | 'HEAD_CHANGED' | 'INSTANCE_MISSING' | 'JOURNAL_MISSING' | 'KEPT_TWICE'
  | 'SEALED_VALUE_CHANGED' | 'STATE_CHANGED' | 'TASK_CHANGED'
  | 'TAIL_CUT' | 'INSTANCE_DELETED' | 'ARCHIVE_ROW_DELETED' | 'JOURNAL_REWRITTEN'
  | 'CHECKPOINT_FORGED' | 'CHECKPOINT_MISSING' | 'KEY_CHANGED'
  | 'ROLLED_BACK' | 'FILE_DAMAGED'
  | 'AUDIT_ROW_CHANGED' | 'AUDIT_ROW_MISSING' | 'AUDIT_CUT'

/** What every kind means, Chinese first. */
const WORDS: Readonly<Record<FindingCode, readonly [chinese: string, english: string]>> = {
  ROW_CHANGED: ['日志行被改动', 'the journal row was changed after it was written'],
  ROW_MISSING: ['日志缺行', 'a journal row is missing'],
  CHAIN_BROKEN: ['日志行与上一行不衔接', 'the journal row does not follow the one before it'],
  HEAD_CHANGED: ['办件的版次或末行校验值与日志不符', 'revision or head hash of the instance is not that of its journal'],
  INSTANCE_MISSING: ['有日志或任务而没有办件', 'there is a journal or a task, but no instance'],
  JOURNAL_MISSING: ['有办件而没有日志', 'there is an instance, but no journal'],
  KEPT_TWICE: ['同一办件在现行表和归档表中各有一份', 'the instance lies in the live tables and in the archive'],
  SEALED_VALUE_CHANGED: ['日志所封存的值被改动', 'a value sealed by the journal was changed'],
  STATE_CHANGED: ['办件状态与日志推算结果不符', 'the state of the instance is not what its journal gives'],
  TASK_CHANGED: ['任务的办理结果或意见与日志不符', 'outcome, opinion or author of the task is not what the journal says'],
  TAIL_CUT: ['日志尾部被截断：检查点记下的行不存在', 'the journal was cut: a row that a checkpoint covers is not there'],
  INSTANCE_DELETED: ['办件被整体删除：检查点记有此办件', 'the instance was deleted whole: a checkpoint covers it'],
  ARCHIVE_ROW_DELETED: ['归档行被删除：归档检查点记有此办件', 'an archived row was deleted: the checkpoint of its archiving covers it'],
  JOURNAL_REWRITTEN: ['日志被改写：与检查点记下的校验值不符', 'the journal was written anew: its hash is not the one a checkpoint covers'],
  CHECKPOINT_FORGED: ['检查点被改动或伪造', 'the checkpoint was changed or forged'],
  CHECKPOINT_MISSING: ['缺少检查点', 'a checkpoint is missing'],
  KEY_CHANGED: ['检查点由另一密钥签名', 'the checkpoint is signed by another key'],
  ROLLED_BACK: ['数据库被回退或替换：外部文件中的检查点与数据库不符', 'the database was turned back or replaced: it does not hold the checkpoint of the outside file'],
  FILE_DAMAGED: ['外部检查点文件有损坏的行', 'a line of the outside file is damaged'],
  AUDIT_ROW_CHANGED: ['安全审计记录被改动', 'a row of the security audit was changed'],
  AUDIT_ROW_MISSING: ['安全审计缺少记录', 'a row of the security audit is missing'],
  AUDIT_CUT: ['安全审计尾部被截断或改写', 'the security audit was cut or written anew'],
}

/** A finding in both languages; `detail` says where exactly, and needs no translation. */
export const finding = (code: FindingCode, where: { instanceId?: string; seq?: number; detail?: string } = {}): Finding => {
  const { instanceId = null, seq = null, detail } = where
  const [chinese, english] = WORDS[code]
  const suffix = detail === undefined ? '' : ` (${detail})`
  return { code, instanceId, seq, message: chinese + suffix, english: english + suffix }
}
