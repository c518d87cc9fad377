/** A gate within a gate: nobody passes the second before the first has been decided. */
export function LogoIcon(props: { className?: string }) {
  return (
    <svg
      className={props.className}
      viewBox="0 0 32 32"
      width="32"
      height="32"
      aria-hidden="true"
      focusable="false"
    >
      <rect width="32" height="32" rx="7" fill="#0b2a3c" />
      <path
        d="M6 26V13a10 10 0 0 1 20 0v13"
        fill="none"
        stroke="#5ad1c4"
        strokeWidth="3"
        strokeLinecap="round"
      />
      <path
        d="M12 26V15a4 4 0 0 1 8 0v11"
        fill="none"
        stroke="#fff"
        strokeWidth="3"
        strokeLinecap="round"
      />
    </svg>
  );
}
