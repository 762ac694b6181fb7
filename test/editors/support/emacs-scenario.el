;;; emacs-scenario.el --- What a person does with a signing file -*- lexical-binding: t -*-

;; Called with the file to edit and the file to write down in, as JSON, what was found.

(require 'flymake)
(require 'json)

(defun scenario-wait (fits what)
  "Let Emacs work until FITS gives something, and give that.  Complain that there is no WHAT."
  (let ((end (+ (float-time) 60)) found)
    (while (and (not (setq found (funcall fits))) (< (float-time) end))
      (accept-process-output nil 0.05))
    (or found (error "There is no %s" what))))

(defun scenario-diagnostics ()
  "The diagnostics of the buffer, and what each marks."
  (mapcar (lambda (each)
            (vector (buffer-substring-no-properties (flymake-diagnostic-beg each) (flymake-diagnostic-end each))
                    (substring-no-properties (flymake-diagnostic-text each))))
          (flymake-diagnostics)))

(defun scenario-go-to (words)
  "Put the cursor before the last place of WORDS."
  (goto-char (point-max))
  (search-backward words))

(let ((eglot-sync-connect t)
      (eglot-autoshutdown t)
      (enable-local-variables nil)
      (make-backup-files nil)
      (create-lockfiles nil)
      found)
  (find-file (nth 0 command-line-args-left))
  (let ((note (lambda (name value) (push (cons name value) found))))
    ;; Without a screen there is no command after which Eglot would start by itself.
    (unless (eglot-current-server) (apply #'eglot (eglot--guess-contact)))
    (funcall note 'mode (symbol-name major-mode))
    (funcall note 'server (plist-get (eglot--server-info (eglot-current-server)) :name))

    (flymake-mode 1)
    (funcall note 'diagnostics (vconcat (scenario-wait #'scenario-diagnostics "diagnostic")))
    (scenario-go-to "platfrom")
    ;; As with RET on the question which fix it should be: the preferred one.
    (cl-letf ((last-nonmenu-event ?\r)
              ((symbol-function 'completing-read)
               (lambda (_prompt _fixes &optional _ _ _ _ preferred &rest _) preferred)))
      (call-interactively #'eglot-code-actions))
    (funcall note 'mended (buffer-substring-no-properties (point-min) (point-max)))
    ;; Without a screen nothing is ever idle, which is when Eglot tells of changes.
    (eglot--signal-textDocument/didChange)
    (scenario-wait (lambda () (null (scenario-diagnostics))) "end of the mistake")
    (funcall note 'left (length (scenario-diagnostics)))

    (scenario-go-to "ios\n")
    (delete-char 3)
    (let* ((capf (run-hook-with-args-until-success 'completion-at-point-functions))
           (all (all-completions "" (nth 2 capf))))
      (funcall note 'completions (vconcat (mapcar #'substring-no-properties all))))
    (insert "vi")
    (completion-at-point)
    (funcall note 'completed (buffer-substring-no-properties (line-beginning-position) (line-end-position)))

    (scenario-go-to "profile_type")
    (let (said)
      (eglot-hover-eldoc-function (lambda (text &rest _) (setq said text)))
      (funcall note 'hover (substring-no-properties (scenario-wait (lambda () said) "hover"))))

    (scenario-go-to "acme\n")
    (save-excursion
      (xref-find-definitions (xref-backend-identifier-at-point (xref-find-backend)))
      (funcall note 'definition (vector (line-number-at-pos) (current-column))))
    (scenario-go-to "acme\n")
    (eglot-rename "partner")
    (funcall note 'renamed (buffer-substring-no-properties (point-min) (point-max)))
    (set-buffer-modified-p nil)
    (eglot-shutdown (eglot-current-server)))
  (with-temp-file (nth 1 command-line-args-left)
    (insert (json-encode found)))
  (setq command-line-args-left nil))

;;; emacs-scenario.el ends here
