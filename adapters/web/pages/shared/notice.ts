import { ElMessage } from 'element-plus'
import 'element-plus/es/components/message/style/css'

/** One sentence that goes away by itself: what was just done. */
export function say(sentence: string): void {
  ElMessage({ type: 'success', message: sentence, grouping: true })
}

/** One sentence that stays until it has been read: what did not work out. */
export function warn(sentence: string): void {
  ElMessage({ type: 'warning', message: sentence, duration: 10_000, showClose: true, grouping: true })
}
