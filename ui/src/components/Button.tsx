import type { ComponentChildren } from "preact";
import { Icon } from "~/components/Icon";
import type { IconName } from "~/lib/icons";

interface ButtonProps {
  readonly onClick: () => void;
  readonly icon?: IconName;
  readonly tone?: "plain" | "primary" | "danger";
  readonly pressed?: boolean;
  readonly disabled?: boolean;
  readonly title?: string;
  readonly children: ComponentChildren;
}

/** A button with a text. */
export function Button({ onClick, icon, tone = "plain", pressed, children, ...rest }: ButtonProps) {
  const state = pressed === undefined ? {} : { "aria-pressed": pressed };
  return (
    <button type="button" class={`button ${tone}`} onClick={onClick} {...state} {...rest}>
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}

interface IconButtonProps {
  readonly name: string;
  readonly icon: IconName;
  readonly onClick: () => void;
  readonly pressed?: boolean;
  readonly disabled?: boolean;
}

/** A button that is only an icon; its name is read aloud and shown when one points at it. */
export function IconButton({ name, icon, onClick, pressed, disabled = false }: IconButtonProps) {
  const state = pressed === undefined ? {} : { "aria-pressed": pressed };
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={name}
      title={name}
      disabled={disabled}
      onClick={onClick}
      {...state}
    >
      <Icon name={icon} />
    </button>
  );
}
