import { code, type CodeTable } from '../../field_format/code.js'

/** Code tables of the document, from our words; a target's own table of the same name goes before. GB/T 39046—2020 annex A where it has them. */
const PROJECT_TYPE: CodeTable = { immediate: '1', promised: '2' }
const SOURCE: CodeTable = { window: '1', online: '2', platform: '9' }
const RECEIVE_WAY: CodeTable = { 原件: '1', 复印件: '1', 原件和复印件: '1', 纸质: '1', 电子: '2', 电子件: '2', 电子证照: '3', 已有材料: '4' }
const ACTION: CodeTable = { passed: '1', returned: '2', other: '3' }
const PROCEDURE_KIND: CodeTable = { extension: '1', other: '2' }
/**
 * Two ends have no code of their own there and take the nearest one, the description (`resultText`) saying what it was: 转报 is an end without decision here (5),
 * 补正逾期，视为撤回 a withdrawal (4). A province that has one says so in the target's table `completionResult`.
 */
const RESULT: CodeTable = { granted: '1', refused: '2', not_accepted: '3', withdrawn: '4', deemed_withdrawn: '4', cancelled: '5', forwarded: '5' }
/** Ours counts upwards (5 非常满意), the standard downwards. A province that counts upwards says so in the target's table `satisfaction`. */
const SATISFACTION: CodeTable = { 5: '1', 4: '2', 3: '3', 2: '4', 1: '5' }

export const projectType = code('projectType', PROJECT_TYPE)
export const source = code('source', SOURCE)
export const receiveWay = code('receiveWay', RECEIVE_WAY)
export const action = code('action', ACTION)
export const procedureKind = code('procedureKind', PROCEDURE_KIND)
export const completionResult = code('completionResult', RESULT)
export const satisfaction = code('satisfaction', SATISFACTION)

/** One of two marks of the table yesNo. */
export const yesNo = (is: boolean): '0' | '1' => (is ? '1' : '0')
