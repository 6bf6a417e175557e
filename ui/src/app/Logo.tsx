/** Two curves that come down: the mark of the product. */
export function Logo() {
  return (
    <svg class="logo" viewBox="0 0 20 20" aria-hidden="true">
      <path class="logo-front" d="M2.5 4c1.6 8 5 11 15 11" />
      <path class="logo-back" d="M2.5 9.5c2.4 3.6 6 5.5 15 5.5" />
    </svg>
  );
}
