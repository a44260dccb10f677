/** An application that somebody without an account is filling in. */
export interface FilingRow {
  id: string
  definitionKey: string
  /** SHA-256 of the resume code in force, hex; null = none was asked for, or it was used. */
  resumeHash: string | null
  /** JSON of the unvalidated form values; emptied once it is handed in. */
  values: string
  /** JSON list of the uploads' ids. */
  uploads: string
  uploadBytes: number
  /** Which attempt to hand it in is next: one more after each refusal, so that an accepted one is never repeated. */
  attempt: number
  consentAtMs: number
  updatedAtMs: number
  expiresAtMs: number
  /** The case it has become. */
  instanceId: string | null
}

export interface FilingStore {
  add(row: FilingRow): Promise<void>
  find(id: string): Promise<FilingRow | null>
  findByResumeHash(hash: string): Promise<FilingRow | null>
  /** One change at a time: `next` tells the row from what it was, null leaves it. Answers what stands, null = there is none. */
  change(id: string, next: (before: FilingRow) => FilingRow | null): Promise<FilingRow | null>
  /** Takes away what expired before `nowMs`, at most 100; answers the rows, so that their uploads can go, too. */
  removeExpired(nowMs: number): Promise<FilingRow[]>
}

/** How often the 查询密码 of a case was issued again; the password itself stands nowhere. */
export interface InquiryCodeStore {
  /** 0 = the one of the receipt is in force. */
  issues(caseKey: string): Promise<number>
  /** One more: every earlier password is void from now on. Answers the new count. */
  issueAgain(caseKey: string, by: string, nowMs: number): Promise<number>
}

/** 预约: one seat of one half day at the window. */
export interface AppointmentRow {
  id: string
  /** `2026-11-23`. */
  day: string
  half: 'morning' | 'afternoon'
  /** Seat of the half day, from 1; null = cancelled, the seat is free again. */
  seat: number | null
  service: string
  name: string
  phone: string
  /** Day and phone, hashed: one appointment a day; null once cancelled. */
  holder: string | null
  /** SHA-256 of the appointment code, hex. */
  codeHash: string
  createdAtMs: number
  cancelledAtMs: number | null
}

export type BookingOutcome = 'booked' | 'full' | 'already'

export interface AppointmentStore {
  /** Takes the first free seat of the half day; no two callers on any node get the same one. */
  book(row: Omit<AppointmentRow, 'seat'>, capacity: number): Promise<BookingOutcome>
  /** Frees the seat; null when no appointment in force has this code. */
  cancel(codeHash: string, nowMs: number): Promise<AppointmentRow | null>
  /** Seats taken by half day, for the days from `fromDay` on. */
  taken(fromDay: string): Promise<{ day: string; half: AppointmentRow['half']; count: number }[]>
  /** Of one day, in force, by half day and seat. */
  ofDay(day: string): Promise<AppointmentRow[]>
}
