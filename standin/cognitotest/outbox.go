package cognitotest

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// outboxSize is how many messages are kept.
const outboxSize = 200

// Message is an SMS or email that Cognito would have sent.
type Message struct {
	To      string    `json:"to"`
	Medium  string    `json:"medium"` // SMS or EMAIL
	Subject string    `json:"subject"`
	Text    string    `json:"text"`
	Code    string    `json:"code"` // the code or temporary password within Text
	SentAt  time.Time `json:"sentAt"`
}

// Outbox lists the last 200 messages, newest first, including those from before a
// restart. After Close it is empty.
func (s *Server) Outbox() []Message {
	messages := []Message{}
	// The only possible error is a closed store, which has no messages to return.
	_ = s.view(func(t *tx) error {
		cursor := t.Bucket([]byte(bucketOutbox)).Cursor()
		for k, v := cursor.Last(); k != nil; k, v = cursor.Prev() {
			var m Message
			if err := json.Unmarshal(v, &m); err != nil {
				return fmt.Errorf("read outbox: %w", err)
			}
			messages = append(messages, m)
		}
		return nil
	})
	return messages
}

// send stores a message, which goes out once the transaction is committed.
func (t *tx) send(m Message) {
	m.SentAt = t.now
	bucket := t.Bucket([]byte(bucketOutbox))
	sequence, err := bucket.NextSequence()
	if err != nil {
		t.err = fmt.Errorf("write outbox: %w", err)
		return
	}
	save(t, bucketOutbox, sequenceKey(sequence), m)
	if sequence > outboxSize {
		t.remove(bucketOutbox, sequenceKey(sequence-outboxSize))
	}
	t.sent = append(t.sent, m)
}

func sequenceKey(n uint64) string { return string(binary.BigEndian.AppendUint64(nil, n)) }

// codeDelivery says where a code was sent, masked.
type codeDelivery struct {
	AttributeName, DeliveryMedium, Destination string
}

// sendCode sends a code to one of the user's addresses, with the pool's text.
func (t *tx) sendCode(pool poolRecord, code codeRecord) *codeDelivery {
	m := Message{To: code.Destination, Medium: mediumOf(code.Attribute), Code: code.Code}
	text := pool.Spec.SMSText
	if m.Medium == mediumEmail {
		m.Subject, text = pool.Spec.EmailSubject, pool.Spec.EmailText
	}
	m.Text = strings.ReplaceAll(text, "{####}", code.Code)
	t.send(m)
	return deliveryTo(code.Attribute, code.Destination)
}

// sendPlain sends a message whose text the pool does not configure. An SMS has no
// subject.
func (t *tx) sendPlain(attribute, to, subject, text, code string) {
	m := Message{To: to, Medium: mediumOf(attribute), Text: text, Code: code}
	if m.Medium == mediumEmail {
		m.Subject = subject
	}
	t.send(m)
}

const (
	mediumSMS   = "SMS"
	mediumEmail = "EMAIL"
)

func mediumOf(attribute string) string {
	if attribute == "email" {
		return mediumEmail
	}
	return mediumSMS
}

func deliveryTo(attribute, destination string) *codeDelivery {
	mask := maskPhone
	if attribute == "email" {
		mask = maskEmail
	}
	return &codeDelivery{AttributeName: attribute, DeliveryMedium: mediumOf(attribute), Destination: mask(destination)}
}

// maskPhone keeps the plus sign and the last four digits: +*******0123.
func maskPhone(phone string) string {
	digits := strings.TrimPrefix(phone, "+")
	shown := digits[max(0, len(digits)-4):]
	return "+" + strings.Repeat("*", len(digits)-len(shown)) + shown
}

// maskEmail keeps the first character on either side of the @: a***@e***.
func maskEmail(email string) string {
	local, domain, _ := strings.Cut(email, "@")
	return firstRune(local) + "***@" + firstRune(domain) + "***"
}

func firstRune(s string) string {
	for _, r := range s {
		return string(r)
	}
	return ""
}
