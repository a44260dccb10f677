import type { Platform } from '../../mapping/platform_mapping.js'
import { ACCEPTANCE } from './acceptance.js'
import { APPLICATION } from './application.js'
import { COMPLETION } from './completion.js'
import { EVALUATION } from './evaluation.js'
import { PROCESS } from './process.js'
import { SPECIAL_PROCEDURE } from './special_procedure.js'

/** 省一体化政务服务平台, all tables at 1.0. */
export const PROVINCE_V1: Platform = {
  name: 'province',
  charset: 'GBK',
  dataSets: { application: APPLICATION, acceptance: ACCEPTANCE, process: PROCESS, special_procedure: SPECIAL_PROCEDURE, completion: COMPLETION, evaluation: EVALUATION },
}
