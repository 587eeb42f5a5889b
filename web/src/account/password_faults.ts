import { explain, Problem } from '../agent/problem';

/** Of a new password, as the team server wants it. */
export const fewestPasswordCharacters = 12;

export interface PasswordFaults {
  present?: string;
  next?: string;
}

/** Which of the two passwords a refusal is about; neither: something else is wrong. */
export function passwordFaults(error: unknown): PasswordFaults {
  if (!(error instanceof Problem)) return {};
  const present = error.faultOf('password');
  if (present !== undefined) return { present };
  if (error.status === 422) return { next: error.faultOf('new_password') ?? explain(error) };
  return error.status === 403 ? { present: explain(error) } : {};
}
