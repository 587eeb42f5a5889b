/** The mark of Signet: the impression of a seal. */
export function Mark({ size = 20 }: { size?: number }) {
  return (
    <svg className="mark" width={size} height={size} viewBox="0 0 32 32" aria-hidden>
      <circle cx="16" cy="16" r="15" fill="#3a4ed4" />
      <circle cx="16" cy="16" r="10" fill="none" stroke="#fff" strokeWidth="2.4" />
      <path
        d="M11.4 16.4l3.2 3.2 6-6.6"
        fill="none"
        stroke="#fff"
        strokeWidth="2.8"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
